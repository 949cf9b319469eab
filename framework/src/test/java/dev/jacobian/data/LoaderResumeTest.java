package dev.jacobian.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A place in an epoch is a number, and workers that hang end the run instead of stopping it. */
@Timeout(60)
class LoaderResumeTest {
  private static final int ROWS = 41;

  /** Rows with noise that is drawn when they are read. */
  private static final class NoisyRows implements Dataset {
    @Override
    public long size() {
      return ROWS;
    }

    @Override
    public Batch gather(long[] indices) {
      return new Batch(Tensor.rand(indices.length, 2), Tensor.of(indices.clone()));
    }
  }

  private static DataLoader loader(int workers) {
    return DataLoader.of(
        new NoisyRows(), DataLoader.Options.of(4).withShuffle(5).withWorkers(workers));
  }

  private static List<String> rest(BatchIterator batches) {
    List<String> read = new ArrayList<>();
    while (batches.hasNext()) {
      Batch batch = batches.next();
      read.add(batch.targets() + " " + batch.inputs());
    }
    return read;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4})
  void goingOnFromAnyBatchIsWhatNeverStoppingGives(int workers) {
    List<String> whole = rest(loader(0).iterator(3));
    assertEquals(11, whole.size());
    for (int first = 0; first <= whole.size(); first++) {
      long position;
      try (DataLoader stopped = loader(workers)) {
        BatchIterator batches = stopped.iterator(3);
        for (int i = 0; i < first; i++) {
          batches.next();
        }
        position = batches.position();
        assertEquals(first, position);
      }
      try (DataLoader resumed = loader(workers)) {
        assertEquals(whole.subList(first, 11), rest(resumed.iterator(3, position)));
      }
    }
  }

  @Test
  void aWorkerThatHangsEndsTheRunAndIsNamedWithItsPlace() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    AtomicReference<Thread> hung = new AtomicReference<>();
    Dataset hanging =
        new Dataset() {
          @Override
          public long size() {
            return ROWS;
          }

          @Override
          public Batch gather(long[] indices) {
            if (indices[0] == 8) {
              hung.set(Thread.currentThread());
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            }
            return new Batch(Tensor.ones(indices.length, 1), Tensor.of(indices.clone()));
          }
        };
    DataLoader.Options options =
        DataLoader.Options.of(4).withWorkers(2).withTimeout(Duration.ofSeconds(1));
    BatchIterator batches = DataLoader.of(hanging, options).iterator();
    batches.next();
    batches.next();
    String message = assertThrows(DataException.class, batches::next).getMessage();
    assertTrue(
        message.matches(
            "data loader: batch 2 was not read within 1 s; jacobian-data-worker-[01] is at .*;"
                + " expected a data set whose gather returns; fix: if it only is slow, choose a"
                + " longer timeout"),
        message);
    assertFalse(batches.hasNext());
    hung.get().join();
  }

  @Test
  void aTimeoutIsNotNegative() {
    DataLoader.Options options = DataLoader.Options.of(1);
    assertEquals(
        "DataLoader: shuffle window 0, timeout PT-1S; expected 0 or more of both",
        assertThrows(OptionException.class, () -> options.withTimeout(Duration.ofSeconds(-1)))
            .getMessage());
  }
}
