package dev.jacobian.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DataLoaderTest {
  private static TensorDataset numbers(int size) {
    return new TensorDataset(Tensor.arange(size), Tensor.arange(size));
  }

  /** Returns the rows of each batch as text. */
  private static List<String> read(Iterator<Batch> batches) {
    List<String> rows = new ArrayList<>();
    while (batches.hasNext()) {
      rows.add(Arrays.toString(batches.next().inputs().toLongArray()));
    }
    return rows;
  }

  @Test
  void withoutShuffleRowsComeInOrderAndTheLastBatchIsSmaller() {
    DataLoader loader = DataLoader.of(numbers(7), DataLoader.Options.of(3));
    assertEquals(3, loader.batchesPerEpoch());
    assertEquals(List.of("[0, 1, 2]", "[3, 4, 5]", "[6]"), read(loader.iterator()));
  }

  @Test
  void theSmallerLastBatchCanBeDropped() {
    DataLoader loader = DataLoader.of(numbers(7), DataLoader.Options.of(3).withDropLast(true));
    assertEquals(2, loader.batchesPerEpoch());
    assertEquals(List.of("[0, 1, 2]", "[3, 4, 5]"), read(loader.iterator()));
    DataLoader even = DataLoader.of(numbers(6), DataLoader.Options.of(3).withDropLast(true));
    assertEquals(2, even.batchesPerEpoch());
  }

  @Test
  void aBatchMayBeLargerThanTheDataset() {
    DataLoader loader = DataLoader.of(numbers(2), DataLoader.Options.of(100));
    assertEquals(List.of("[0, 1]"), read(loader.iterator()));
  }

  @Test
  void shuffledEpochsHoldEveryRowOnceInOrdersOfTheirOwn() {
    DataLoader loader = DataLoader.of(numbers(100), DataLoader.Options.of(100).withShuffle(4));
    long[] first = loader.iterator().next().inputs().toLongArray();
    long[] second = loader.iterator().next().inputs().toLongArray();
    assertFalse(Arrays.equals(first, second));
    for (long[] epoch : List.of(first, second)) {
      long[] sorted = epoch.clone();
      Arrays.sort(sorted);
      assertTrue(Arrays.equals(LongStream.range(0, 100).toArray(), sorted));
      assertFalse(Arrays.equals(sorted, epoch));
    }
  }

  @Test
  void theOrderDependsOnSeedAndEpochOnly() {
    DataLoader.Options options = DataLoader.Options.of(8).withShuffle(11);
    DataLoader used = DataLoader.of(numbers(50), options);
    read(used.iterator());
    read(used.iterator());
    List<String> third = read(used.iterator());
    DataLoader fresh = DataLoader.of(numbers(50), options);
    assertEquals(third, read(fresh.iterator(2)));
    assertEquals(read(used.iterator(0)), read(fresh.iterator()));
    assertNotEquals(third, read(DataLoader.of(numbers(50), options.withShuffle(12)).iterator(2)));
  }

  @Test
  void anEpochGoesOnFromAnyBatch() {
    DataLoader loader = DataLoader.of(numbers(50), DataLoader.Options.of(8).withShuffle(3));
    List<String> whole = read(loader.iterator(5));
    BatchIterator rest = loader.iterator(5, 4);
    assertEquals(5, rest.epoch());
    assertEquals(4, rest.position());
    assertEquals(whole.subList(4, 7), read(rest));
    assertEquals(7, rest.position());
    assertEquals(List.of(), read(loader.iterator(5, 7)));
    assertEquals(
        "data loader: first batch 8; expected a number from 0 to 7",
        assertThrows(DataException.class, () -> loader.iterator(5, 8)).getMessage());
  }

  @Test
  void anEpochInWindowsGoesOnFromAnyBatchWithAnyNumberOfWorkers() {
    DataLoader.Options options =
        DataLoader.Options.of(8).withShuffle(3).withShuffleWindow(64).withDropLast(false);
    List<String> whole = read(DataLoader.of(numbers(500), options).iterator(5));
    assertEquals(63, whole.size());
    assertEquals(500, whole.stream().distinct().mapToLong(batch -> batch.split(",").length).sum());
    for (int workers = 0; workers < 3; workers++) {
      try (DataLoader loader = DataLoader.of(numbers(500), options.withWorkers(workers))) {
        for (int first = 0; first <= whole.size(); first += 9) {
          assertEquals(whole.subList(first, whole.size()), read(loader.iterator(5, first)));
        }
      }
    }
    assertNotEquals(whole, read(DataLoader.of(numbers(500), options).iterator(6)));
  }

  @Test
  void forEachLoopsRunThroughEpochs() {
    DataLoader loader = DataLoader.of(numbers(5), DataLoader.Options.of(2).withShuffle(1));
    long rows = 0;
    for (int epoch = 0; epoch < 3; epoch++) {
      for (Batch batch : loader) {
        rows += batch.size();
      }
    }
    assertEquals(15, rows);
    assertEquals(3, loader.iterator().epoch());
  }

  @Test
  void batchesMayBeAskedForOnADevice() {
    for (boolean pinMemory : new boolean[] {false, true}) {
      DataLoader.Options options = DataLoader.Options.of(2).withShuffle(1).withPinMemory(pinMemory);
      DataLoader loader = DataLoader.of(numbers(5), options);
      assertEquals(read(loader.iterator(1, 1)), read(loader.iterator(1, 1, Device.cpu())));
      int batches = 0;
      for (Batch batch : loader.to(Device.cpu())) {
        batches++;
        assertEquals(Device.cpu(), batch.inputs().device());
      }
      assertEquals(3, batches);
      // It has counted as an epoch.
      assertEquals(1, loader.iterator().epoch());
    }
  }

  @Test
  void memoryIsPinnedOnlyIfItIsAskedForAsInPyTorch() {
    assertFalse(DataLoader.Options.of(2).pinMemory());
    DataLoader.Options options = DataLoader.Options.of(2).withPinMemory(true);
    assertTrue(options.withShuffle(3).withWorkers(1).withDropLast(true).pinMemory());
    assertTrue(options.withShuffleWindow(3).inOrder().withPrefetch(3).pinMemory());
    assertTrue(options.withBucketBatches(3).withTimeout(Duration.ZERO).pinMemory());
  }

  @Test
  void theEndIsAnError() {
    BatchIterator batches = DataLoader.of(numbers(1), DataLoader.Options.of(1)).iterator();
    batches.next();
    assertFalse(batches.hasNext());
    assertEquals(
        "the epoch has only 1 batches",
        assertThrows(NoSuchElementException.class, batches::next).getMessage());
  }

  @Test
  void badOptionsAreRefused() {
    assertEquals(
        "DataLoader: batch size 0; expected a whole number, 1 or more",
        assertThrows(OptionException.class, () -> DataLoader.Options.of(0)).getMessage());
    DataLoader.Options options = DataLoader.Options.of(1);
    assertEquals(
        "DataLoader: workers -1; expected a whole number in [0, 256]",
        assertThrows(OptionException.class, () -> options.withWorkers(-1)).getMessage());
    assertEquals(
        "DataLoader: prefetch 0; expected a whole number in [1, 1024]",
        assertThrows(OptionException.class, () -> options.withPrefetch(0)).getMessage());
    assertEquals(
        "DataLoader: shuffle window -1, timeout PT10M; expected 0 or more of both",
        assertThrows(OptionException.class, () -> options.withShuffleWindow(-1)).getMessage());
  }

  @Test
  void aLoaderWithoutBatchesIsRefused() {
    assertEquals(
        "data loader: the data set has no rows; expected at least one row",
        assertThrows(DataException.class, () -> DataLoader.of(numbers(0), DataLoader.Options.of(1)))
            .getMessage());
    assertEquals(
        "data loader: 5 rows make no batch of 8 with dropLast; expected at least one whole batch;"
            + " fix: use a smaller batchSize, or dropLast = false",
        assertThrows(
                DataException.class,
                () -> DataLoader.of(numbers(5), DataLoader.Options.of(8).withDropLast(true)))
            .getMessage());
  }

  @Test
  void aClosedLoaderIsRefused() {
    DataLoader loader = DataLoader.of(numbers(5), DataLoader.Options.of(1));
    loader.close();
    assertEquals(
        "a closed data loader was asked for batches; expected one that is open",
        assertThrows(DataException.class, loader::iterator).getMessage());
  }

  @Test
  void aDatasetThatReturnsTooFewRowsIsNamed() {
    Dataset wrong =
        new Dataset() {
          @Override
          public long size() {
            return 4;
          }

          @Override
          public Batch gather(long[] indices) {
            return new Batch(Tensor.zeros(1, 2), Tensor.zeros(1));
          }
        };
    BatchIterator batches = DataLoader.of(wrong, DataLoader.Options.of(2)).iterator();
    String message = assertThrows(DataException.class, batches::next).getMessage();
    assertTrue(message.startsWith("data loader: dev.jacobian.data.DataLoaderTest$"), message);
    assertTrue(message.endsWith(".gather returned 1 rows; expected one per index, 2"), message);
  }

  @Test
  void readingABatchLeavesTheCallersGeneratorAlone() {
    Generator.manualSeed(77);
    float expected = Tensor.rand(1).toFloatArray()[0];
    Generator.manualSeed(77);
    Dataset noisy =
        new Dataset() {
          @Override
          public long size() {
            return 4;
          }

          @Override
          public Batch gather(long[] indices) {
            return new Batch(Tensor.rand(indices.length, 3), Tensor.zeros(indices.length));
          }
        };
    Generator before = Generator.threadDefault();
    DataLoader.of(noisy, DataLoader.Options.of(2)).iterator().next();
    assertSame(before, Generator.threadDefault());
    assertEquals(expected, Tensor.rand(1).toFloatArray()[0]);
  }
}
