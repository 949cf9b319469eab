package dev.jacobian.data.parquet;

import dev.jacobian.io.UnsupportedFileException;

/**
 * Where the pages of a column lie in a group of rows.
 *
 * @param physical how values lie there
 * @param codec how pages are compressed, by its number
 * @param values how many there are, missing ones too
 * @param start of the first page in the file
 * @param length of all pages in bytes
 */
record ColumnChunk(int physical, int codec, long values, long start, long length) {
  /** Reads what a group of rows says of a column. */
  static ColumnChunk read(CompactReader in) {
    ColumnChunk[] found = {null};
    boolean[] isElsewhere = {false};
    in.struct(
        (id, field) -> {
          switch (id) {
            case 1 -> isElsewhere[0] = !field.text().isEmpty();
            case 3 -> found[0] = readMetaData(field);
            default -> field.skip();
          }
        });
    if (isElsewhere[0]) {
      throw new UnsupportedFileException(
          "its columns lie in other files", "a file with its rows", "name the file with the rows");
    }
    if (found[0] == null) {
      throw new UnsupportedFileException(
          "a column says nothing of its pages, as encrypted ones do",
          "a file that is not encrypted",
          "write it without encryption");
    }
    return found[0];
  }

  private static ColumnChunk readMetaData(CompactReader in) {
    long[] numbers = new long[12];
    in.struct(
        (id, field) -> {
          if (id == 1 || id == 4) {
            numbers[id] = field.integer();
          } else if (id == 5 || id == 7 || id == 9 || id == 11) {
            numbers[id] = field.longInteger();
          } else {
            field.skip();
          }
        });
    long dictionary = numbers[11];
    long start = dictionary > 0 ? Math.min(dictionary, numbers[9]) : numbers[9];
    return new ColumnChunk((int) numbers[1], (int) numbers[4], numbers[5], start, numbers[7]);
  }
}
