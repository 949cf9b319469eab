package dev.jacobian.trainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.RunFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loader's fault ends training with the fault's own error. */
@Timeout(60)
class LoaderFaultsTest {
  private static final int ROWS = 32;

  private final List<Throwable> reported = new ArrayList<>();

  private record Rows(LongConsumer before) implements Dataset {
    @Override
    public long size() {
      return ROWS;
    }

    @Override
    public Batch gather(long[] indices) {
      before.accept(indices[0]);
      return new Batch(Tensor.ones(indices.length, 3), Tensor.ones(indices.length, 1));
    }
  }

  private void train(int workers, LongConsumer before) {
    train(workers, Duration.ofMillis(300), before);
  }

  private void train(int workers, Duration timeout, LongConsumer before) {
    Linear model = new Linear(3, 1);
    Callback listener =
        new Callback() {
          @Override
          public void runFailed(RunFailed event) {
            reported.add(event.cause());
          }
        };
    DataLoader.Options options = DataLoader.Options.of(4).withWorkers(workers).withTimeout(timeout);
    try (DataLoader loader = DataLoader.of(new Rows(before), options)) {
      new Trainer(model, new MSELoss(), new SGD(model.parameters(), 0.1), TrainerOptions.of(3))
          .with(listener)
          .fit(loader);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4})
  void whatADataSetThrowsComesOutOfTheTrainerAsItself(int workers) {
    IllegalStateException thrown = new IllegalStateException("row 20 is gone");
    Throwable caught =
        assertThrows(
            IllegalStateException.class,
            () ->
                train(
                    workers,
                    first -> {
                      if (first == 20) {
                        throw thrown;
                      }
                    }));
    assertSame(thrown, caught);
    assertEquals(List.of(thrown), reported);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aWorkerThatHangsEndsTraining(int workers) {
    CountDownLatch release = new CountDownLatch(1);
    String message =
        assertThrows(
                DataException.class,
                () -> train(workers, first -> await(first == 12 ? release : null)))
            .getMessage();
    release.countDown();
    assertTrue(message.startsWith("data loader: batch 3 was not read within 0.3 s; "), message);
    assertEquals(1, reported.size());
  }

  private static void await(CountDownLatch latch) {
    try {
      if (latch != null) {
        latch.await();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anInterruptedTrainingThreadStopsWaiting() throws InterruptedException {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread training =
        new Thread(
            () -> {
              try {
                train(
                    1,
                    Duration.ZERO,
                    first -> {
                      reading.countDown();
                      await(release);
                    });
              } catch (RuntimeException e) {
                thrown.set(e);
              }
            });
    training.start();
    reading.await();
    // An interrupt from before it waits would be an old one, which does not count.
    while (training.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    training.interrupt();
    training.join();
    release.countDown();
    assertEquals(CancellationException.class, thrown.get().getClass());
    assertEquals(
        "the thread was interrupted while it waited for batch 0", thrown.get().getMessage());
  }
}
