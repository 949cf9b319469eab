package dev.jacobian.data.parquet;

import dev.jacobian.io.DamagedFileException;
import org.jspecify.annotations.Nullable;

/** The different values of a column, which its pages name by their places. */
final class Dictionary {
  private final double[] numbers;
  private final @Nullable String[] texts;
  private final int size;

  private Dictionary(double[] numbers, @Nullable String[] texts, int size) {
    this.numbers = numbers;
    this.texts = texts;
    this.size = size;
  }

  /** Reads the values of a dictionary's page. */
  static Dictionary read(ParquetColumn column, byte[] bytes, int size, boolean isText) {
    int least = column.physical() == Physical.BYTE_ARRAY ? Integer.BYTES : column.length();
    if (size < 0 || (long) size * Math.max(1, least) > bytes.length) {
      throw new DamagedFileException(
          "a dictionary of " + size + " values has " + bytes.length + " bytes");
    }
    double[] numbers = new double[isText ? 0 : size];
    @Nullable String[] texts = new String[isText ? size : 0];
    PlainValues values = new PlainValues(column, bytes, 0);
    if (isText) {
      values.texts(texts, size);
    } else {
      values.numbers(numbers, size);
    }
    return new Dictionary(numbers, texts, size);
  }

  /** Returns the values of a page of places. */
  PageValues values(byte[] bytes, int from) {
    if (from >= bytes.length) {
      // A page whose every value is missing need not say how many bits a place has.
      return new Places(new RunLengths(bytes, from, from, 0));
    }
    return new Places(new RunLengths(bytes, from + 1, bytes.length, bytes[from] & 0xff));
  }

  /** Looks values up. */
  private final class Places implements PageValues {
    private final RunLengths runs;
    private int[] places = {};

    Places(RunLengths runs) {
      this.runs = runs;
    }

    private void read(int count) {
      if (places.length < count) {
        places = new int[count];
      }
      runs.read(places, count);
      for (int i = 0; i < count; i++) {
        if (places[i] < 0 || places[i] >= size) {
          throw new DamagedFileException(
              "the place " + places[i] + " in a dictionary of " + size + " values");
        }
      }
    }

    @Override
    public void numbers(double[] to, int count) {
      read(count);
      for (int i = 0; i < count; i++) {
        to[i] = numbers[places[i]];
      }
    }

    @Override
    public void texts(@Nullable String[] to, int count) {
      read(count);
      for (int i = 0; i < count; i++) {
        to[i] = texts[places[i]];
      }
    }
  }
}
