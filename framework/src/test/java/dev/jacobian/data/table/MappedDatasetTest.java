package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.BatchIterator;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.Splits;
import dev.jacobian.data.Subset;
import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.FileFormatException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MappedDatasetTest {
  private static final int ROWS = 3000;

  @TempDir Path folder;
  private Path csv;
  private Path cache;

  @BeforeEach
  void write() throws IOException {
    csv = folder.resolve("data.csv");
    cache = MappedDataset.besideOf(csv, CsvDataset.Options.defaults());
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder text = new StringBuilder("a,b,y,k,z\n");
    for (int row = 0; row < ROWS; row++) {
      text.append(row % 7 == 3 ? "" : random.nextDouble()).append(',').append(row).append(',');
      text.append(random.nextInt(100)).append(",l").append(random.nextInt(5)).append(",9\n");
    }
    Files.writeString(csv, text);
  }

  private static CsvDataset.Options options(DType dtype, MissingValues missing) {
    return CsvDataset.Options.defaults()
        .withDtype(dtype)
        .withIgnored("z")
        .withMissingValues(missing);
  }

  private static Batch all(Dataset dataset) {
    return dataset.gather(LongStream.range(0, dataset.size()).toArray());
  }

  private void assertSameAsInMemory(CsvDataset.Options options) {
    CsvDataset expected = CsvDataset.read(csv, options);
    MappedDataset mapped = MappedDataset.of(csv, options, cache);
    assertEquals(expected.featureNames(), mapped.featureNames());
    assertEquals(expected.targetNames(), mapped.targetNames());
    assertEquals(expected.classNames(), mapped.classNames());
    assertEquals(expected.dropped(), mapped.dropped());
    assertEquals(expected.inputSpec(), mapped.inputSpec());
    assertEquals(expected.targetSpec(), mapped.targetSpec());
    assertArrayEquals(all(expected).inputs().toDoubleArray(), all(mapped).inputs().toDoubleArray());
    assertArrayEquals(
        all(expected).targets().toDoubleArray(), all(mapped).targets().toDoubleArray());
    long[] some = {ROWS / 2, 0, 7, 7, 1};
    assertArrayEquals(
        expected.gather(some).inputs().toDoubleArray(),
        mapped.gather(some).inputs().toDoubleArray());
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void rowsAreThoseThatAreReadIntoMemory(DType dtype) {
    for (MissingValues missing : List.of(MissingValues.NAN, MissingValues.DROP_ROW)) {
      assertSameAsInMemory(options(dtype, missing).withIgnored("z", "k").withTargets("y"));
      assertSameAsInMemory(options(dtype, missing).withClassTarget("k"));
      assertSameAsInMemory(
          options(dtype, missing)
              .withClassTarget("k")
              .withClassNames(List.of("l4", "l3", "l2", "l1", "l0", "l9")));
      assertSameAsInMemory(options(dtype, missing).withIgnored("z", "k", "y"));
    }
  }

  @Test
  void theCacheIsMadeOnceAndAgainOnlyForOtherContentsOrOptions() throws IOException {
    CsvDataset.Options options = options(DType.FLOAT32, MissingValues.NAN).withClassTarget("k");
    MappedDataset.of(csv, options, cache);
    FileTime old = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(cache, old);
    MappedDataset.of(csv, options, cache);
    assertEquals(old, Files.getLastModifiedTime(cache), "it was made again for nothing");

    MappedDataset.of(csv, options.withDtype(DType.FLOAT64), cache);
    assertTrue(Files.getLastModifiedTime(cache).compareTo(old) > 0, "other options");
    Files.setLastModifiedTime(cache, old);
    Files.writeString(csv, Files.readString(csv) + "1,2,3,new,5\n");
    MappedDataset changed = MappedDataset.of(csv, options.withDtype(DType.FLOAT64), cache);
    assertTrue(changed.classNames().contains("new"));
    assertEquals(SourceFingerprint.of(csv), changed.fingerprint().orElseThrow());
    assertEquals(ROWS + 1, MappedDataset.open(cache).size());
  }

  @Test
  void aBadCsvFileLeavesNoCacheBehind() throws IOException {
    Files.writeString(csv, "a,b\n1,2\n3,oops\n");
    String message =
        assertThrows(
                DataException.class,
                () -> MappedDataset.of(csv, CsvDataset.Options.defaults(), cache))
            .getMessage();
    assertTrue(message.startsWith(csv + ", line 3, column 2 'b': the cell is 'oops'"), message);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(csv), files.toList());
    }
  }

  @Test
  void aForeignFileIsNeitherReadNorReplaced() throws IOException {
    Files.writeString(cache, "my notes");
    assertEquals(
        cache
            + ": the file is no row cache, and is not replaced by one; expected no file, or an"
            + " older cache; fix: choose another place for the cache, or delete the file",
        assertThrows(
                FileFormatException.class,
                () -> MappedDataset.of(csv, options(DType.FLOAT32, MissingValues.NAN), cache))
            .getMessage());
    assertEquals("my notes", Files.readString(cache));
    assertEquals(
        cache
            + ": the file is no valid row cache: it does not start as a row cache does; expected a"
            + " file that MappedDataset wrote; fix: delete it, so that it is made again",
        assertThrows(FileFormatException.class, () -> MappedDataset.open(cache)).getMessage());
  }

  @Test
  void aFileThatIsCutOrHasAFlippedByteAroundTheRowsIsRefused() throws IOException {
    Files.writeString(csv, "a,k\n1,x\n2,y\n");
    CsvDataset.Options options = CsvDataset.Options.defaults().withClassTarget("k");
    MappedDataset.of(csv, options, cache);
    byte[] good = Files.readAllBytes(cache);
    int rowsEnd = RowFileHeader.START_BYTES + 2 * 8;
    int refused = 0;
    for (int length = 0; length < good.length; length++) {
      Files.write(cache, Arrays.copyOf(good, length));
      assertThrows(FileFormatException.class, () -> MappedDataset.open(cache), "cut at " + length);
    }
    for (int at = 0; at < good.length; at++) {
      boolean isPadding = at >= 24 && at < RowFileHeader.START_BYTES;
      if (!isPadding && (at < RowFileHeader.START_BYTES || at >= rowsEnd)) {
        byte[] bad = good.clone();
        bad[at] ^= 0x10;
        Files.write(cache, bad);
        assertThrows(FileFormatException.class, () -> MappedDataset.open(cache), "byte " + at);
        refused++;
      }
    }
    assertTrue(refused > 100, refused + " bytes");
    byte[] badLabel = good.clone();
    badLabel[RowFileHeader.START_BYTES + 4] = 2;
    Files.write(cache, badLabel);
    MappedDataset damaged = MappedDataset.open(cache);
    assertEquals(
        cache
            + ": row 0 of the row cache has the category 2.802596928649634E-45; expected a whole number"
            + " from 0 to 1; fix: the cache is damaged: delete it, so that it is made again",
        assertThrows(DataException.class, () -> damaged.gather(new long[] {0})).getMessage());
  }

  @Test
  void aDamagedCacheIsMadeAgain() throws IOException {
    CsvDataset.Options options = options(DType.FLOAT32, MissingValues.NAN).withClassTarget("k");
    MappedDataset.of(csv, options, cache);
    byte[] good = Files.readAllBytes(cache);
    Files.write(cache, Arrays.copyOf(good, good.length - 1));
    MappedDataset.of(csv, options, cache);
    assertArrayEquals(good, Files.readAllBytes(cache), "the same rows give the same bytes");
  }

  @Test
  void eachWayToReadAFileHasACacheOfItsOwn() {
    CsvDataset.Options options = CsvDataset.Options.defaults();
    assertEquals(
        cache,
        MappedDataset.besideOf(csv, options.withFormat(CsvFormat.defaults().withDelimiter(','))));
    assertNotEquals(cache, MappedDataset.besideOf(csv, options.withDtype(DType.FLOAT64)));
    assertTrue(cache.getFileName().toString().matches("data\\.csv\\.[0-9a-f]{8}\\.rows"));
  }

  @Test
  void aFileThatBecomesShorterWhileItIsInUseIsAnError() throws IOException {
    MappedDataset rows =
        MappedDataset.of(csv, CsvDataset.Options.defaults().withIgnored("a", "z", "k"), cache);
    long last = rows.size() - 1;
    assertEquals(1, rows.gather(new long[] {last}).size());
    try (FileChannel channel = FileChannel.open(cache, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 1);
    }
    assertEquals(
        cache
            + ": the row cache cannot be read; it became shorter, or its disk failed; expected a"
            + " file that nobody changes while it is in use; fix: delete it, so that it is made"
            + " again",
        assertThrows(DataException.class, () -> rows.gather(new long[] {last})).getMessage());
  }

  @Test
  void aFileThatIsNotThereSaysSo() {
    assertEquals(
        cache + ": there is no such file; expected the path of a row cache",
        assertThrows(FileFormatException.class, () -> MappedDataset.open(cache)).getMessage());
  }

  @Test
  void itsRowsAreSplitAndLoadedLikeAnyOthers() {
    CsvDataset.Options options =
        options(DType.FLOAT32, MissingValues.DROP_ROW).withClassTarget("k");
    MappedDataset mapped = MappedDataset.of(csv, options, cache);
    CsvDataset inMemory = CsvDataset.read(csv, options);
    List<Subset> expected = Splits.randomSplit(inMemory, 4, 0.8, 0.2);
    List<Subset> parts = Splits.randomSplit(mapped, 4, 0.8, 0.2);
    DataLoader.Options shuffled = DataLoader.Options.of(64).withShuffle(1).withWorkers(2);
    int batches = 0;
    try (BatchIterator some = DataLoader.of(parts.get(0), shuffled).iterator(2);
        BatchIterator others = DataLoader.of(expected.get(0), shuffled).iterator(2)) {
      while (some.hasNext()) {
        assertArrayEquals(
            others.next().inputs().toFloatArray(), some.next().inputs().toFloatArray());
        batches++;
      }
      assertFalse(others.hasNext());
    }
    assertEquals((parts.get(0).size() + 63) / 64, batches);
  }
}
