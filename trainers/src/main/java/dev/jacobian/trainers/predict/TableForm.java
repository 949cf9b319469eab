package dev.jacobian.trainers.predict;

/**
 * How a table of predictions is written: as the input is, so that they can be read alike.
 *
 * @param header whether the first line has the columns' names
 * @param delimiter between cells
 * @param lineEnd after each line
 * @param decimal what stands in front of a number's fraction
 */
public record TableForm(boolean header, char delimiter, String lineEnd, char decimal) {
  /** Returns the usual form, for an input that is no table of text. */
  static TableForm usual() {
    return new TableForm(true, ',', "\n", '.');
  }
}
