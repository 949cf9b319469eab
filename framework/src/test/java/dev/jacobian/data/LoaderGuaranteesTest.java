package dev.jacobian.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds for every combination of workers, shuffling and dropped last batches: the same
 * batches, from any place on; one error, the right one, and never a caller that waits for ever; no
 * more batches in flight than asked for.
 */
@Timeout(120)
class LoaderGuaranteesTest {
  private static final int ROWS = 22;
  private static final int BATCH = 5;
  private static final int EPOCHS = 3;

  /** Rows with noise drawn when they are read, and something that happens before a batch is. */
  private record NoisyRows(long size, Consumer<long[]> before) implements Dataset {
    private NoisyRows(long size) {
      this(size, indices -> {});
    }

    @Override
    public Batch gather(long[] indices) {
      before.accept(indices);
      return new Batch(Tensor.rand(indices.length, 2), Tensor.of(indices.clone()));
    }
  }

  private static List<String> rest(BatchIterator batches) {
    List<String> read = new ArrayList<>();
    while (batches.hasNext()) {
      Batch batch = batches.next();
      read.add(batch.targets() + " " + batch.inputs());
    }
    return read;
  }

  private static DataLoader.Options options(boolean shuffle, boolean dropLast) {
    DataLoader.Options options = DataLoader.Options.of(BATCH).withDropLast(dropLast);
    return shuffle ? options.withShuffle(8) : options;
  }

  static Stream<Arguments> combinations() {
    List<Arguments> all = new ArrayList<>();
    for (int workers : new int[] {0, 1, 2, 4}) {
      for (boolean shuffle : new boolean[] {false, true}) {
        for (boolean dropLast : new boolean[] {false, true}) {
          for (int prefetch : new int[] {1, 3}) {
            all.add(Arguments.of(workers, shuffle, dropLast, prefetch));
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void orderAndContentsAreThoseOfNoWorkersAndGoOnFromEveryPlace(
      int workers, boolean shuffle, boolean dropLast, int prefetch) {
    // A worker that is slow now and then hands its batches over out of turn.
    Dataset uneven =
        new NoisyRows(
            ROWS,
            indices -> {
              if (ThreadLocalRandom.current().nextInt(3) == 0) {
                Thread.yield();
              }
            });
    DataLoader alone = DataLoader.of(new NoisyRows(ROWS), options(shuffle, dropLast));
    int batches = dropLast ? 4 : 5;
    int places = 0;
    try (DataLoader loader =
        DataLoader.of(
            uneven, options(shuffle, dropLast).withWorkers(workers).withPrefetch(prefetch))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        List<String> whole = rest(alone.iterator(epoch));
        assertEquals(batches, whole.size());
        assertEquals(whole, rest(loader.iterator()));
        for (int first = 0; first <= batches; first++) {
          assertEquals(whole.subList(first, batches), rest(loader.iterator(epoch, first)));
          places++;
        }
      }
    }
    assertEquals(EPOCHS * (batches + 1), places);
  }

  /** Fails, hangs or is interrupted at a batch, in a loader that has this many workers. */
  private static DataLoader loader(int workers, int at, Runnable fault) {
    return DataLoader.of(
        new NoisyRows(
            ROWS,
            indices -> {
              if (indices[0] == (long) at * BATCH) {
                fault.run();
              }
            }),
        DataLoader.Options.of(BATCH).withWorkers(workers).withTimeout(Duration.ofMillis(200)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aWorkerThatThrowsEndsTheRunWithItsOwnErrorAtItsBatch(int workers) {
    for (int at = 0; at < 5; at++) {
      Error thrown = new StackOverflowError("batch " + at);
      try (DataLoader loader =
          loader(
              workers,
              at,
              () -> {
                throw thrown;
              })) {
        BatchIterator batches = loader.iterator();
        for (int i = 0; i < at; i++) {
          batches.next();
        }
        assertSame(thrown, assertThrows(StackOverflowError.class, batches::next));
        assertFalse(batches.hasNext());
        // The loader still gives what lies before the batch.
        BatchIterator again = loader.iterator(1);
        for (int i = 0; i < at; i++) {
          again.next();
        }
        assertSame(thrown, assertThrows(StackOverflowError.class, again::next));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void ofSeveralFailuresTheFirstInOrderIsThrown(int workers) {
    Dataset failing =
        new NoisyRows(
            ROWS,
            indices -> {
              if (indices[0] >= 2 * BATCH) {
                throw new IllegalStateException("rows from " + indices[0]);
              }
            });
    for (int round = 0; round < 20; round++) {
      BatchIterator batches =
          DataLoader.of(failing, DataLoader.Options.of(BATCH).withWorkers(workers)).iterator();
      batches.next();
      batches.next();
      assertEquals(
          "rows from 10", assertThrows(IllegalStateException.class, batches::next).getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aWorkerThatHangsEndsTheRunThoughItCannotBeInterrupted(int workers) {
    for (int at : new int[] {0, 2, 4}) {
      CountDownLatch release = new CountDownLatch(1);
      try (DataLoader loader = loader(workers, at, () -> awaitDeafly(release))) {
        BatchIterator batches = loader.iterator();
        for (int i = 0; i < at; i++) {
          batches.next();
        }
        String message = assertThrows(DataException.class, batches::next).getMessage();
        assertTrue(
            message.startsWith(
                "data loader: batch " + at + " was not read within 0.2 s; jacobian-data-worker-"),
            message);
        assertFalse(batches.hasNext());
      } finally {
        release.countDown();
      }
    }
  }

  private static void awaitDeafly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // Deaf.
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aWorkerThatIsInterruptedWhileItReadsEndsTheRunWithWhatTheDataSetMakesOfIt(int workers) {
    for (int at = 0; at < 5; at++) {
      try (DataLoader loader =
          loader(
              workers,
              at,
              () -> {
                Thread.currentThread().interrupt();
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException("the disk was taken away", e);
                }
              })) {
        BatchIterator batches = loader.iterator();
        for (int i = 0; i < at; i++) {
          batches.next();
        }
        assertEquals(
            "the disk was taken away",
            assertThrows(IllegalStateException.class, batches::next).getMessage());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aDataSetThatLeavesItsThreadInterruptedHarmsNobody(int workers) {
    Dataset careless = new NoisyRows(ROWS, indices -> Thread.currentThread().interrupt());
    DataLoader.Options options = DataLoader.Options.of(BATCH).withPrefetch(1);
    assertEquals(
        rest(DataLoader.of(new NoisyRows(ROWS), options).iterator()),
        rest(DataLoader.of(careless, options.withWorkers(workers)).iterator()));
  }

  @Test
  void aSlowCallerIsWaitedForAndNoMoreThanAskedIsInFlight() throws InterruptedException {
    int checked = 0;
    for (int workers : new int[] {1, 2, 4}) {
      for (int prefetch : new int[] {1, 2, 5}) {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        NoisyRows rows =
            new NoisyRows(
                40 * BATCH,
                indices -> most.accumulateAndGet(begun.incrementAndGet() - taken.get(), Math::max));
        DataLoader.Options options =
            DataLoader.Options.of(BATCH).withWorkers(workers).withPrefetch(prefetch);
        int bound = workers * prefetch;
        try (BatchIterator batches = DataLoader.of(rows, options).iterator()) {
          for (int i = 0; batches.hasNext(); i++) {
            batches.next();
            taken.incrementAndGet();
            if (i % 10 == 0) {
              long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
              int ahead = (int) Math.min(bound, rows.size() / BATCH - taken.get());
              while (begun.get() - taken.get() < ahead) {
                assertTrue(System.nanoTime() < end, "the workers stopped reading ahead");
                Thread.sleep(1);
              }
            }
          }
        }
        // A batch is on its way out of next() while the one after it is begun.
        assertTrue(most.get() >= bound && most.get() <= bound + 1, bound + " but " + most.get());
        assertEquals(40, begun.get());
        checked++;
      }
    }
    assertEquals(9, checked);
  }
}
