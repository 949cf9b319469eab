package dev.jacobian.data.parquet;

import dev.jacobian.io.DamagedFileException;
import dev.jacobian.io.UnsupportedFileException;
import org.jspecify.annotations.Nullable;

/** The values of a page, without those that are missing, from front to back. */
interface PageValues {
  /** Reads the next values as numbers. */
  void numbers(double[] to, int count);

  /** Reads the next values as texts. */
  void texts(@Nullable String[] to, int count);

  /** Values that are numbers only. */
  interface Numbers extends PageValues {
    @Override
    default void texts(@Nullable String[] to, int count) {
      throw new DamagedFileException("text is written as numbers");
    }
  }

  /**
   * Returns the values of a page.
   *
   * @param encoding by its number in the file
   * @param bytes of the page, from {@code from} on
   * @param dictionary of the column; null if it has none
   */
  static PageValues of(
      ParquetColumn column, int encoding, byte[] bytes, int from, @Nullable Dictionary dictionary) {
    return switch (encoding) {
      case 0 -> new PlainValues(column, bytes, from);
      case 2, 8 -> {
        if (dictionary == null) {
          throw new DamagedFileException("a page has places in a dictionary, and there is none");
        }
        yield dictionary.values(bytes, from);
      }
      case 3 -> BooleanRuns.of(column, bytes, from);
      case 5 -> new DeltaValues(column, new DeltaLongs(bytes, from, bytes.length));
      case 6 -> new DeltaLengthTexts(column, bytes, from);
      case 7 -> new DeltaTexts(column, bytes, from);
      case 9 -> new SplitStreams(column, bytes, from);
      default ->
          throw new UnsupportedFileException(
              "a page has the encoding " + encoding,
              "one of plain, dictionary, rle, delta or byte_stream_split",
              "write the file with the defaults of its writer");
    };
  }
}
