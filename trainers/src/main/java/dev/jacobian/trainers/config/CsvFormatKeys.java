package dev.jacobian.trainers.config;

import dev.jacobian.data.CsvFormat;
import dev.jacobian.shape.DataException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys that say how the text of a CSV file is written. */
final class CsvFormatKeys {
  private static final String WHITESPACE = "whitespace";

  private static final Key<Boolean> HEADER =
      Key.defaultsTo(
          true,
          "header",
          ValueType.bool(),
          "whether the first line names the columns; if not, write their numbers, from 1");
  private static final Key<String> DELIMITER =
      Key.defaultsTo(
          ",",
          "delimiter",
          ValueType.of(
              "one ASCII character that is no part of a number, such as ; or \"\\t\", or whitespace",
              CsvFormatKeys::delimiter),
          "what separates cells; whitespace is any run of spaces and tabs; a first line sep=; in the"
              + " file decides instead");
  private static final Key<String> DECIMAL =
      Key.defaultsTo(
          ".",
          "decimal",
          ValueType.of("\".\" or \",\"", CsvFormatKeys::decimal),
          "what stands in front of a number's fraction");
  private static final Key<String> THOUSANDS =
      Key.optional(
          "thousands",
          ValueType.of(
              "one character that is no other part of a number, such as . , ' or a space",
              CsvFormatKeys::thousands),
          "what may stand between the digits of a whole part");
  private static final Key<List<String>> MISSING_MARKERS =
      Key.defaultsTo(
          CsvFormat.defaults().missingMarkers(),
          "missingMarkers",
          ValueType.listOf(
              ValueType.of("text or a number", CsvFormatKeys::marker), "a list of texts"),
          "what stands for a missing value in numbers and class labels, beside an empty cell; by"
              + " default what pandas takes (NA, N/A, NaN, None, null and others), and ?");
  private static final Key<Charset> ENCODING =
      Key.defaultsTo(
          StandardCharsets.UTF_8,
          "encoding",
          ValueType.of(
              "the name of an encoding, such as UTF-8, UTF-16LE or windows-1252",
              CsvFormatKeys::encoding),
          "of the CSV file; a byte order mark decides instead");

  static final List<Key<?>> KEYS =
      List.of(HEADER, DELIMITER, DECIMAL, THOUSANDS, MISSING_MARKERS, ENCODING);

  private CsvFormatKeys() {}

  static CsvFormat read(Section section) {
    char decimal = section.get(DECIMAL).charAt(0);
    CsvFormat format =
        withDelimiter(section.get(DELIMITER))
            .withHeader(section.get(HEADER))
            .withDecimal(decimal)
            .withMissingMarkers(section.get(MISSING_MARKERS))
            .withEncoding(section.get(ENCODING));
    Optional<String> thousands = section.find(THOUSANDS);
    if (thousands.isEmpty()) {
      return format;
    }
    char separator = thousands.get().charAt(0);
    if (separator == decimal) {
      throw new ConfigException(
          section.placeOf(THOUSANDS),
          "'" + separator + "' is the decimal sign too",
          "another character",
          separator == '.' ? "set decimal: ','" : null);
    }
    return format.withThousands(separator);
  }

  /** Returns the values of a format by their keys. */
  static Map<String, Object> values(CsvFormat format) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(HEADER.name(), format.header());
    values.put(
        DELIMITER.name(), format.isWhitespace() ? WHITESPACE : String.valueOf(format.delimiter()));
    values.put(DECIMAL.name(), String.valueOf(format.decimal()));
    format.thousands().ifPresent(sign -> values.put(THOUSANDS.name(), String.valueOf(sign)));
    values.put(MISSING_MARKERS.name(), format.missingMarkers());
    values.put(ENCODING.name(), format.encoding().name());
    return values;
  }

  private static CsvFormat withDelimiter(String delimiter) {
    CsvFormat format = CsvFormat.defaults();
    return delimiter.equals(WHITESPACE)
        ? format.withWhitespace()
        : format.withDelimiter(delimiter.charAt(0));
  }

  private static @Nullable String delimiter(YamlNode node) {
    if (!(node instanceof YamlNode.Scalar scalar)) {
      return null;
    }
    String text = scalar.text();
    if (!text.equals(WHITESPACE) && text.length() != 1) {
      return null;
    }
    try {
      withDelimiter(text);
      return text;
    } catch (DataException e) {
      return null;
    }
  }

  private static @Nullable String decimal(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar && List.of(".", ",").contains(scalar.text())
        ? scalar.text()
        : null;
  }

  private static @Nullable String thousands(YamlNode node) {
    if (!(node instanceof YamlNode.Scalar scalar) || scalar.text().length() != 1) {
      return null;
    }
    char separator = scalar.text().charAt(0);
    try {
      CsvFormat.defaults().withDecimal(separator == '.' ? ',' : '.').withThousands(separator);
      return scalar.text();
    } catch (DataException e) {
      return null;
    }
  }

  /** A marker is taken as it is written: null is one. */
  private static @Nullable String marker(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar ? scalar.text() : null;
  }

  private static @Nullable Charset encoding(YamlNode node) {
    String name = ValueType.text().read(node);
    try {
      return name == null ? null : Charset.forName(name);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
