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

  private CsvTask() {}

  /** Writes whole rows until the file has at least {@link #BYTES}. */
  public static void write(Path file) throws IOException {
    write(file, BYTES);
  }

  static void write(Path file, long bytes) throws IOException {
    StringBuilder header = new StringBuilder();
    for (int column = 0; column < FEATURES; column++) {
      header.append('f').append(column).append(',');
    }
    header.append(TARGET).append('\n');
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      byte[] line = header.toString().getBytes(StandardCharsets.US_ASCII);
      long written = 0;
      int length = line.length;
      for (int row = 1; ; row++) {
        out.write(line, 0, length);
        written += length;
        if (written >= bytes) {
          return;
        }
        line = new byte[COLUMNS * 10];
        length = fill(line, Numbers.uniform(row, COLUMNS));
      }
    }
  }

  private static int fill(byte[] line, float[] values) {
    int at = 0;
    for (int column = 0; column < COLUMNS; column++) {
      int millionths = (int) (values[column] * MILLION);
      if (millionths < 0) {
        line[at++] = '-';
      }
      line[at++] = '0';
      line[at++] = '.';
      int rest = Math.abs(millionths) % MILLION;
      for (int divisor = MILLION / 10; divisor > 0; divisor /= 10) {
        line[at++] = (byte) ('0' + rest / divisor % 10);
      }
      line[at++] = (byte) (column == FEATURES ? '\n' : ',');
    }
    return at;
  }
}
