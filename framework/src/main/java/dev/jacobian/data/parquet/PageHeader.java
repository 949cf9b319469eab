package dev.jacobian.data.parquet;

/**
 * What a page says of itself.
 *
 * @param type of page
 * @param unpacked bytes of the page when it is not compressed
 * @param packed bytes of the page in the file
 * @param crc checksum of the bytes in the file, with {@code hasCrc}
 * @param hasCrc whether there is a checksum
 * @param values how many there are, missing ones too
 * @param encoding of values
 * @param levelEncoding of the levels of a first-version page
 * @param levelBytes of the levels of a second-version page: lists first, then missing values
 * @param isCompressed whether values are
 */
@SuppressWarnings("ArrayRecordComponent") // read once, used at once
record PageHeader(
    int type,
    int unpacked,
    int packed,
    int crc,
    boolean hasCrc,
    int values,
    int encoding,
    int levelEncoding,
    int[] levelBytes,
    boolean isCompressed) {
  static final int DATA = 0;
  static final int DICTIONARY = 2;
  static final int DATA_V2 = 3;

  static PageHeader read(CompactReader in) {
    int[] numbers = new int[5];
    boolean[] flags = {false, true};
    int[] values = {0};
    int[] encodings = {0, 0};
    int[] levels = {0, 0};
    in.root(
        (id, field) -> {
          switch (id) {
            case 1, 2, 3 -> numbers[id] = field.integer();
            case 4 -> {
              numbers[id] = field.integer();
              flags[0] = true;
            }
            case 5, 7 ->
                field.struct(
                    (part, value) -> {
                      switch (part) {
                        case 1 -> values[0] = value.integer();
                        case 2 -> encodings[0] = value.integer();
                        case 3 -> encodings[1] = id == 5 ? value.integer() : skipped(value);
                        default -> value.skip();
                      }
                    });
            case 8 ->
                field.struct(
                    (part, value) -> {
                      switch (part) {
                        case 1 -> values[0] = value.integer();
                        case 4 -> encodings[0] = value.integer();
                        case 5 -> levels[1] = value.integer();
                        case 6 -> levels[0] = value.integer();
                        case 7 -> flags[1] = value.bool();
                        default -> value.skip();
                      }
                    });
            default -> field.skip();
          }
        });
    return new PageHeader(
        numbers[1],
        numbers[2],
        numbers[3],
        numbers[4],
        flags[0],
        values[0],
        encodings[0],
        encodings[1],
        levels,
        flags[1]);
  }

  private static int skipped(CompactReader value) {
    value.skip();
    return 0;
  }
}
