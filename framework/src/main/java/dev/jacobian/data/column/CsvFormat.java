package dev.jacobian.data.column;

import dev.jacobian.shape.DataException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * How the text of a table is written. pandas: the arguments {@code header}, {@code sep}, {@code
 * decimal}, {@code thousands}, {@code na_values} and {@code encoding} of {@code read_csv}.
 *
 * <p>Whatever it says, a file that begins with a line {@code sep=;} has that delimiter, and a byte
 * order mark decides on the encoding.
 *
 * @param header whether the first line has the columns' names; without, they are {@code column 1},
 *     {@code column 2} ...
 * @param delimiter the character between cells
 * @param isWhitespace whether cells stand between runs of spaces and tabs, and lines may start with
 *     some; the delimiter is then a tab
 * @param decimal what stands in front of a number's fraction, a point or a comma
 * @param thousands what may stand between the digits of a whole part, if anything. A space stands
 *     for the no-break ones too, and {@code '} for the typographic one. Of numbers with such a
 *     delimiter, only those in quotes can have it
 * @param missingMarkers what stands for a missing value, beside the empty cell. One that is a
 *     number also stands for other spellings of it. Spaces around a cell do not count
 * @param encoding of the file
 */
public record CsvFormat(
    boolean header,
    char delimiter,
    boolean isWhitespace,
    char decimal,
    Optional<Character> thousands,
    List<String> missingMarkers,
    Charset encoding) {
  /** What stands for a missing value by default: pandas' list, and the {@code ?} of UCI's files. */
  private static final List<String> MISSING_MARKERS =
      List.of(
          "NA",
          "N/A",
          "n/a",
          "#NA",
          "#N/A",
          "#N/A N/A",
          "<NA>",
          "NaN",
          "nan",
          "-NaN",
          "-nan",
          "NULL",
          "null",
          "None",
          "1.#IND",
          "-1.#IND",
          "1.#QNAN",
          "-1.#QNAN",
          "?");

  private static final CsvFormat DEFAULTS =
      new CsvFormat(
          true, ',', false, '.', Optional.empty(), MISSING_MARKERS, StandardCharsets.UTF_8);

  /**
   * Copies the list.
   *
   * @throws DataException if the delimiter is not ASCII or could be part of a number, the decimal
   *     sign is no point and no comma, or the thousands separator could be another part of a number
   */
  public CsvFormat {
    missingMarkers = missingMarkers.stream().map(String::strip).toList();
    if (delimiter > '~' || delimiter == 0 || "\"\r\n+-.0123456789eE".indexOf(delimiter) >= 0) {
      throw new DataException(
          "the delimiter " + shown(delimiter),
          "an ASCII character that ends no line and is no part of a number, and no double quote");
    }
    if (decimal != '.' && decimal != ',') {
      throw new DataException("the decimal sign " + shown(decimal), "'.' or ','");
    }
    if (thousands.isPresent()) {
      char separator = thousands.get();
      if (separator == decimal) {
        throw new DataException(
            shown(decimal) + " as decimal sign and as thousands separator",
            "two characters",
            "a point as thousands separator goes with decimal ','");
      }
      if (separator < ' '
          || "\"+-".indexOf(separator) >= 0
          || Character.isLetterOrDigit(separator)) {
        throw new DataException(
            "the thousands separator " + shown(separator),
            "a character that is no other part of a number, such as ',', '.', ' ' or '''");
      }
    }
  }

  private static String shown(char character) {
    return character < ' ' ? "with code " + (int) character : "'" + character + "'";
  }

  /**
   * Returns the defaults: a header, commas, a decimal point, no thousands separators, pandas' signs
   * of missing values, UTF-8.
   */
  public static CsvFormat defaults() {
    return DEFAULTS;
  }

  /** Returns this format with or without a header. */
  public CsvFormat withHeader(boolean header) {
    return new CsvFormat(
        header, delimiter, isWhitespace, decimal, thousands, missingMarkers, encoding);
  }

  /** Returns this format with one character between cells. */
  public CsvFormat withDelimiter(char delimiter) {
    return new CsvFormat(header, delimiter, false, decimal, thousands, missingMarkers, encoding);
  }

  /** Returns this format with runs of spaces and tabs between cells. */
  public CsvFormat withWhitespace() {
    return new CsvFormat(header, '\t', true, decimal, thousands, missingMarkers, encoding);
  }

  /** Returns this format with another decimal sign, a point or a comma. */
  public CsvFormat withDecimal(char decimal) {
    return new CsvFormat(
        header, delimiter, isWhitespace, decimal, thousands, missingMarkers, encoding);
  }

  /** Returns this format with a separator between the digits of whole parts. */
  public CsvFormat withThousands(char thousands) {
    return new CsvFormat(
        header, delimiter, isWhitespace, decimal, Optional.of(thousands), missingMarkers, encoding);
  }

  /** Returns this format with other signs of missing values in place of those it has. */
  public CsvFormat withMissingMarkers(String... markers) {
    return withMissingMarkers(List.of(markers));
  }

  /** Returns this format with other signs of missing values in place of those it has. */
  public CsvFormat withMissingMarkers(List<String> markers) {
    return new CsvFormat(header, delimiter, isWhitespace, decimal, thousands, markers, encoding);
  }

  /** Returns this format in another encoding. */
  public CsvFormat withEncoding(Charset encoding) {
    return new CsvFormat(
        header, delimiter, isWhitespace, decimal, thousands, missingMarkers, encoding);
  }

  /** Returns the delimiter as errors show it: {@code ';'}. */
  public String delimiterName() {
    return isWhitespace ? "whitespace" : delimiter == '\t' ? "'\\t'" : "'" + delimiter + "'";
  }
}
