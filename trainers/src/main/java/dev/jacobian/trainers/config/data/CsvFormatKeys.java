package dev.jacobian.trainers.config.data;

import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.keys.YamlNode;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a configuration says how the text of a CSV file is written.
 *
 * @param header whether the first line names the columns; if not, write their numbers, from 1
 * @param delimiter what separates cells; whitespace is any run of spaces and tabs; a first line
 *     sep=; in the file decides instead
 * @param decimal what stands in front of a number's fraction
 * @param thousands what may stand between the digits of a whole part
 * @param missingMarkers what stands for a missing value in numbers and class labels, beside an
 *     empty cell; by default what pandas takes (NA, N/A, NaN, None, null and others), and ?
 * @param encoding of the CSV file; a byte order mark decides instead
 */
public record CsvFormatKeys(
    @Option boolean header,
    @Option String delimiter,
    @Option String decimal,
    @Option Optional<String> thousands,
    @Option List<String> missingMarkers,
    @Option Charset encoding) {
  private static final String WHITESPACE = "whitespace";

  static final Map<String, ValueType<?>> TYPES =
      Map.of(
          "delimiter",
          ValueType.of(
              "one ASCII character that is no part of a number, such as ; or \"\\t\", or"
                  + " whitespace",
              node -> usable(node, CsvFormatKeys::withDelimiter)),
          "decimal",
          ValueType.of(
              "\".\" or \",\"",
              node -> usable(node, text -> CsvFormat.defaults().withDecimal(sign(text)))),
          "thousands",
          ValueType.of(
              "one character that is no other part of a number, such as . , ' or a space",
              node -> usable(node, CsvFormatKeys::withThousands)),
          "missingMarkers",
          ValueType.listOf(
              ValueType.of("text or a number", node -> usable(node, any -> {})), "a list of texts"),
          "encoding",
          ValueType.of(
              "the name of an encoding, such as UTF-8, UTF-16LE or windows-1252",
              CsvFormatKeys::encoding));

  static final RecordKeys<CsvFormatKeys> KEYS = RecordKeys.of(of(CsvFormat.defaults()), TYPES);

  /** Checks that the signs of numbers differ. */
  public CsvFormatKeys {
    thousands.ifPresent(
        sign -> CsvFormat.defaults().withDecimal(sign(decimal)).withThousands(sign(sign)));
  }

  public static CsvFormatKeys of(CsvFormat format) {
    return new CsvFormatKeys(
        format.header(),
        format.isWhitespace() ? WHITESPACE : String.valueOf(format.delimiter()),
        String.valueOf(format.decimal()),
        format.thousands().map(String::valueOf),
        format.missingMarkers(),
        format.encoding());
  }

  CsvFormat format() {
    CsvFormat format =
        withDelimiter(delimiter)
            .withHeader(header)
            .withDecimal(sign(decimal))
            .withMissingMarkers(missingMarkers)
            .withEncoding(encoding);
    return thousands.map(sign -> format.withThousands(sign(sign))).orElse(format);
  }

  private static CsvFormat withDelimiter(String delimiter) {
    CsvFormat format = CsvFormat.defaults();
    return delimiter.equals(WHITESPACE)
        ? format.withWhitespace()
        : format.withDelimiter(sign(delimiter));
  }

  private static void withThousands(String text) {
    char separator = sign(text);
    CsvFormat.defaults().withDecimal(separator == '.' ? ',' : '.').withThousands(separator);
  }

  private static char sign(String text) {
    if (text.length() != 1) {
      throw new DataException("the text '" + text + "'", "one character");
    }
    return text.charAt(0);
  }

  /** Returns a text as it is written, if a format can be made of it: null is a text, too. */
  private static @Nullable String usable(YamlNode node, Consumer<String> format) {
    if (!(node instanceof YamlNode.Scalar scalar)) {
      return null;
    }
    try {
      format.accept(scalar.text());
      return scalar.text();
    } catch (DataException e) {
      return null;
    }
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
