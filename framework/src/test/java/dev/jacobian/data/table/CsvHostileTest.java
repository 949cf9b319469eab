package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.shape.DataException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, a table is read or refused with an error that says why. */
class CsvHostileTest {
  private static final long SEED = 19;
  private static final int ROUNDS = Integer.getInteger("jacobian.test.mutations", 6000);
  private static final String TABLE =
      "sep=;\na;\"b \"\"c\";k\n" + "15;2;x\n-3;1.5;\"y\nz\"\nTrue;NA;\u00e4\n;4;w\n".repeat(3);

  /** The same table as the command zstd packs it. */
  private static final byte[] ZSTD =
      Base64.getDecoder()
          .decode(
              "KLUv/SR+7QEAVANzZXA9OwphOyJiICIiYyI7awoxNTsyO3gKLTM7MS41OyJ5CnoiClRydWU7TkE7w6QKOzQ7dwEAZQdVUG0xvD0=");

  private interface Packing {
    OutputStream pack(OutputStream target) throws IOException;
  }

  private static byte[] packed(Packing packing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packing.pack(bytes)) {
      out.write(TABLE.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void mutatedTablesAreReadOrRefused() throws IOException {
    List<byte[]> seeds =
        List.of(
            TABLE.getBytes(StandardCharsets.UTF_8),
            TABLE.replace("sep=;", "").replace(';', ' ').getBytes(StandardCharsets.UTF_8),
            TABLE.getBytes(StandardCharsets.UTF_16),
            TABLE.getBytes(StandardCharsets.UTF_16LE),
            packed(GZIPOutputStream::new),
            packed(BZip2CompressorOutputStream::new),
            ZSTD);
    CsvFormat format = CsvFormat.defaults();
    List<CsvFormat> formats =
        List.of(
            format,
            format.withWhitespace(),
            format.withDelimiter(';').withDecimal(',').withThousands('.'),
            format.withEncoding(StandardCharsets.UTF_16LE),
            format.withEncoding(StandardCharsets.ISO_8859_1).withMissingMarkers("-3", "x"),
            format.withHeader(false).withDelimiter(';'));
    SplittableRandom random = new SplittableRandom(SEED);
    int[] outcomes = new int[2];
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = mutate(seeds.get(random.nextInt(seeds.size())), random);
      CsvDataset.Options options =
          CsvDataset.Options.defaults()
              .withFormat(formats.get(random.nextInt(formats.size())))
              .withMissingValues(
                  MissingValues.values()[random.nextInt(MissingValues.values().length)]);
      CsvDataset.Options chosen =
          random.nextBoolean() ? options : options.withClassTarget(Column.at(-1));
      int threads = 1 + random.nextInt(3);
      int partBytes = 1 + random.nextInt(100);
      String what = "seed " + SEED + ", round " + round;
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(60),
          () -> outcomes[outcome(bytes, chosen, threads, partBytes)]++,
          what);
    }
    assertTrue(outcomes[0] > ROUNDS / 50, outcomes[0] + " were read");
    assertTrue(outcomes[1] > ROUNDS / 3, outcomes[1] + " were refused");
  }

  private static int outcome(byte[] bytes, CsvDataset.Options options, int threads, int partBytes) {
    try {
      CsvInput input = CsvInput.of("table", new ByteArrayInputStream(bytes));
      new CsvFile(input, options, threads, partBytes)
          .read(columns -> new TableBuilder(columns, options))
          .finish();
      return 0;
    } catch (DataException e) {
      assertTrue(e.getMessage().startsWith("table"), e.getMessage());
      assertTrue(e.getMessage().length() < 2000, e.getMessage());
      return 1;
    }
  }

  private static byte[] mutate(byte[] seed, SplittableRandom random) {
    byte[] bytes = seed.clone();
    for (int i = random.nextInt(6); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        default -> bytes[at] = (byte) "\"\n\r;, \t\0.9-".charAt(random.nextInt(11));
      }
    }
    return bytes;
  }
}
