package dev.jacobian.benchmarks.work;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * W6: a file of comma-separated numbers with a header, six digits each: {@code f0} to {@code f19}
 * and the target {@code y}.
 */
public final class CsvTask {
  /** The least size of the file. */
  public static final long BYTES = 100_000_000;

  /** Columns that are features. */
  public static final int FEATURES = 20;

  /** The column that is the target. */
  public static final String TARGET = "y";

  /** The first rows, of which contenders are compared by the sum. */
  public static final int JUDGED_ROWS = 1000;

  private static final int COLUMNS = FEATURES + 1;
  private static final int MILLION = 1_000_000;
  private static final int DIGITS = 6;

  /** Bytes of a number with its sign and what follows it. */
  static final int LONGEST_CELL = DIGITS + 4;

  private CsvTask() {}

  /** Writes whole rows until the file has at least {@link #BYTES}. */
  public static void write(Path file) throws IOException {
    write(file, BYTES);
  }

  static void write(Path file, long bytes) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      byte[] line = header();
      long written = 0;
      int length = line.length;
      for (int row = 1; ; row++) {
        out.write(line, 0, length);
        written += length;
        if (written >= bytes) {
          return;
        }
        line = new byte[COLUMNS * LONGEST_CELL];
        length = fill(line, Numbers.uniform(row, COLUMNS));
      }
    }
  }

  /** Returns the line with the columns' names. */
  static byte[] header() {
    StringBuilder header = new StringBuilder();
    for (int column = 0; column < FEATURES; column++) {
      header.append('f').append(column).append(',');
    }
    return header.append(TARGET).append('\n').toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Writes numbers from -1 to 1 as a line of cells and returns its length. */
  static int fill(byte[] line, float[] values) {
    int at = 0;
    for (int column = 0; column < values.length; column++) {
      int millionths = (int) (values[column] * MILLION);
      if (millionths < 0) {
        line[at++] = '-';
      }
      line[at++] = '0';
      line[at++] = '.';
      int rest = Math.abs(millionths) % MILLION;
      for (int digit = DIGITS - 1; digit >= 0; digit--) {
        line[at + digit] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      at += DIGITS;
      line[at++] = (byte) (column == values.length - 1 ? '\n' : ',');
    }
    return at;
  }
}
