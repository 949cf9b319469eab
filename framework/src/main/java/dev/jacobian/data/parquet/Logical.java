package dev.jacobian.data.parquet;

/**
 * What the values of a column mean.
 *
 * @param meaning what they are
 * @param perSecond for times, units in a second
 * @param scale for decimals, digits after the point
 * @param precision for decimals, digits in all
 * @param isUnsigned for whole numbers, whether they have no sign
 */
record Logical(Meaning meaning, long perSecond, int scale, int precision, boolean isUnsigned) {
  /** Kinds of meanings. */
  enum Meaning {
    NUMBER,
    TEXT,
    DECIMAL,
    DATE,
    TIMESTAMP,
    HALF,
    OTHER
  }

  private static final long MILLIS = 1000;
  private static final long MICROS = 1_000_000;
  private static final long NANOS = 1_000_000_000;

  /** Numbers as they are, or bytes that mean nothing. */
  static Logical none() {
    return of(Meaning.NUMBER);
  }

  static Logical of(Meaning meaning) {
    return new Logical(meaning, 1, 0, 0, false);
  }

  static Logical decimal(int scale, int precision) {
    return new Logical(Meaning.DECIMAL, 1, scale, precision, false);
  }

  private static Logical timestamp(long perSecond) {
    return new Logical(Meaning.TIMESTAMP, perSecond, 0, 0, false);
  }

  private static Logical integer(boolean isSigned) {
    return new Logical(Meaning.NUMBER, 1, 0, 0, !isSigned);
  }

  /** Returns the meaning that old files give by a number. */
  static Logical converted(int number, int scale, int precision) {
    return switch (number) {
      case 0, 4, 19 -> of(Meaning.TEXT);
      case 5 -> decimal(scale, precision);
      case 6 -> of(Meaning.DATE);
      case 9 -> timestamp(MILLIS);
      case 10 -> timestamp(MICROS);
      case 11, 12, 13, 14 -> integer(false);
      case 15, 16, 17, 18 -> integer(true);
      default -> of(Meaning.OTHER);
    };
  }

  /** Reads the meaning of newer files, which stands before the old one. */
  static Logical read(CompactReader in) {
    Logical[] found = {of(Meaning.OTHER)};
    in.struct(
        (id, field) -> {
          switch (id) {
            case 1, 4, 12 -> {
              found[0] = of(Meaning.TEXT);
              field.skip();
            }
            case 5 -> found[0] = readDecimal(field);
            case 6 -> {
              found[0] = of(Meaning.DATE);
              field.skip();
            }
            case 8 -> found[0] = readTimestamp(field);
            case 10 -> found[0] = readInteger(field);
            case 11 -> {
              // Of no type: every value is missing.
              found[0] = none();
              field.skip();
            }
            case 15 -> {
              found[0] = of(Meaning.HALF);
              field.skip();
            }
            default -> field.skip();
          }
        });
    return found[0];
  }

  private static Logical readDecimal(CompactReader in) {
    int[] digits = new int[2];
    in.struct(
        (id, field) -> {
          if (id == 1 || id == 2) {
            digits[id - 1] = field.integer();
          } else {
            field.skip();
          }
        });
    return decimal(digits[0], digits[1]);
  }

  private static Logical readTimestamp(CompactReader in) {
    long[] perSecond = {0};
    in.struct(
        (id, field) -> {
          if (id == 2) {
            field.struct(
                (unit, empty) -> {
                  perSecond[0] =
                      unit == 1 ? MILLIS : unit == 2 ? MICROS : unit == 3 ? NANOS : perSecond[0];
                  empty.skip();
                });
          } else {
            field.skip();
          }
        });
    return perSecond[0] == 0 ? of(Meaning.OTHER) : timestamp(perSecond[0]);
  }

  private static Logical readInteger(CompactReader in) {
    boolean[] isSigned = {true};
    in.struct(
        (id, field) -> {
          if (id == 2) {
            isSigned[0] = field.bool();
          } else {
            field.skip();
          }
        });
    return integer(isSigned[0]);
  }
}
