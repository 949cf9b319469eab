package dev.jacobian.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PrefetchTest {
  private final Set<Thread> workers = ConcurrentHashMap.newKeySet();

  /**
   * Numbers with noise drawn from the thread's generator, and something that happens before a read.
   */
  private final class Noisy implements Dataset {
    private final long size;
    private final LongConsumer before;

    Noisy(long size, LongConsumer before) {
      this.size = size;
      this.before = before;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public Batch gather(long[] indices) {
      workers.add(Thread.currentThread());
      before.accept(indices[0]);
      return new Batch(
          Tensor.rand(indices.length, 2).add(Tensor.ones(1, 2)), Tensor.of(indices.clone()));
    }
  }

  private static DataLoader.Options options(int workers, int prefetch) {
    return DataLoader.Options.of(3).withShuffle(21).withWorkers(workers).withPrefetch(prefetch);
  }

  private static List<String> read(DataLoader loader) {
    List<String> rows = new ArrayList<>();
    for (Batch batch : loader) {
      rows.add(batch.targets() + " " + batch.inputs());
    }
    return rows;
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "waited too long for: " + what);
      Thread.sleep(5);
    }
  }

  private boolean workersAreGone() {
    return workers.stream().filter(t -> t != Thread.currentThread()).noneMatch(Thread::isAlive);
  }

  @AfterEach
  void noWorkerIsLeft() throws InterruptedException {
    await("the workers to end", this::workersAreGone);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,4", "2,1", "3,2", "8,3"})
  void theNumberOfWorkersChangesNeitherOrderNorContents(int workerCount, int prefetch) {
    Dataset slowAtRandom =
        new Noisy(
            50,
            first -> {
              if (first % 3 == 0) {
                Thread.yield();
              }
            });
    try (DataLoader alone = DataLoader.of(slowAtRandom, options(0, 1));
        DataLoader together = DataLoader.of(slowAtRandom, options(workerCount, prefetch))) {
      for (int epoch = 0; epoch < 3; epoch++) {
        List<String> expected = read(alone);
        assertEquals(17, expected.size());
        assertEquals(expected, read(together));
      }
    }
  }

  @Test
  void workersAreNamedDaemons() {
    read(DataLoader.of(new Noisy(30, first -> {}), options(2, 2)));
    assertFalse(workers.isEmpty());
    for (Thread worker : workers) {
      assertTrue(worker.isDaemon());
      assertTrue(worker.getName().matches("jacobian-data-worker-[01]"), worker.getName());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void anExceptionComesOutAsItselfAtItsBatch(int workerCount) {
    IllegalStateException thrown = new IllegalStateException("row 12");
    Dataset failing =
        new Noisy(
            30,
            first -> {
              if (first == 12) {
                throw thrown;
              }
            });
    DataLoader loader = DataLoader.of(failing, DataLoader.Options.of(3).withWorkers(workerCount));
    BatchIterator batches = loader.iterator();
    for (int i = 0; i < 4; i++) {
      assertEquals(3L * i, batches.next().targets().toLongArray()[0]);
    }
    assertSame(thrown, assertThrows(IllegalStateException.class, batches::next));
    assertEquals(0, thrown.getSuppressed().length);
    assertNull(thrown.getCause());
    assertFalse(batches.hasNext());
  }

  @Test
  void checkedExceptionsAndErrorsComeOutAsThemselvesToo() {
    for (Throwable thrown : List.of(new IOException("disk"), new AssertionError("wrong"))) {
      Dataset failing = new Noisy(3, first -> PrefetchTest.<RuntimeException>sneak(thrown));
      BatchIterator batches = DataLoader.of(failing, options(2, 1)).iterator();
      assertSame(thrown, assertThrows(Throwable.class, batches::next));
    }
  }

  @SuppressWarnings("unchecked")
  private static <X extends Throwable> void sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }

  @Test
  void workersAreNeverFurtherAheadThanAsked() throws InterruptedException {
    AtomicInteger reads = new AtomicInteger();
    DataLoader loader =
        DataLoader.of(new Noisy(300, first -> reads.incrementAndGet()), options(2, 3));
    try (BatchIterator batches = loader.iterator()) {
      await("six batches", () -> reads.get() == 6);
      Thread.sleep(50);
      assertEquals(6, reads.get());
      batches.next();
      await("one more batch", () -> reads.get() == 7);
      Thread.sleep(50);
      assertEquals(7, reads.get());
    }
  }

  @Test
  void closingAnIteratorEarlyStopsTheWorkersAndReleasesWhatTheyRead() throws InterruptedException {
    List<Batch> read = Collections.synchronizedList(new ArrayList<>());
    Dataset recording =
        new Dataset() {
          private final Noisy rows = new Noisy(300, first -> {});

          @Override
          public long size() {
            return rows.size();
          }

          @Override
          public Batch gather(long[] indices) {
            Batch batch = rows.gather(indices);
            read.add(batch);
            return batch;
          }
        };
    DataLoader loader = DataLoader.of(recording, options(2, 3));
    BatchIterator batches = loader.iterator();
    Batch taken = batches.next();
    await("six batches ahead", () -> read.size() == 7);
    batches.close();
    await("the workers to end", this::workersAreGone);
    assertFalse(batches.hasNext());
    assertEquals(7, read.size());
    assertEquals(
        List.of(taken),
        read.stream().filter(batch -> !batch.inputs().storage().isReleased()).toList());
    assertEquals(
        "the iterator was closed at batch 1 of 100",
        assertThrows(NoSuchElementException.class, batches::next).getMessage());
    // Closing twice, and closing the loader after it, does nothing.
    batches.close();
    loader.close();
  }

  @Test
  void closingTheLoaderStopsOpenIterators() {
    DataLoader loader = DataLoader.of(new Noisy(300, first -> {}), options(2, 3));
    BatchIterator first = loader.iterator();
    BatchIterator second = loader.iterator();
    first.next();
    loader.close();
    assertThrows(CancellationException.class, () -> drain(first));
    assertThrows(CancellationException.class, () -> drain(second));
  }

  private static void drain(BatchIterator batches) {
    while (batches.hasNext()) {
      batches.next();
    }
  }

  /** Case by case as loops do: the iterators stay reachable, so no collector helps. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void loopsThatAreLeftEarlyLeaveNoThreads(int workerCount) throws InterruptedException {
    List<BatchIterator> left = new ArrayList<>();
    List<DataLoader> loaders = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      DataLoader loader = DataLoader.of(new Noisy(300, first -> {}), options(workerCount, 2));
      loaders.add(loader);
      for (Batch batch : loader) {
        assertEquals(3, batch.size());
        break;
      }
      BatchIterator batches = loader.iterator();
      batches.next();
      left.add(batches);
    }
    assertTrue(workers.size() >= 200, workers.size() + " workers");
    await("the workers to end", this::workersAreGone);
    assertEquals(100, left.stream().filter(BatchIterator::hasNext).count());
    assertEquals(100, loaders.size());
  }

  @Test
  void aCallerThatComesBackAfterTheWorkersHaveEndedGetsTheSameBatches()
      throws InterruptedException {
    List<String> expected = read(DataLoader.of(new Noisy(60, first -> {}), options(0, 1)));
    List<String> rows = new ArrayList<>();
    BatchIterator batches = DataLoader.of(new Noisy(60, first -> {}), options(2, 1)).iterator();
    while (batches.hasNext()) {
      if (rows.size() == 1 || rows.size() == 7) {
        await("the workers to end", this::workersAreGone);
      }
      Batch batch = batches.next();
      rows.add(batch.targets() + " " + batch.inputs());
    }
    assertEquals(expected, rows);
    Set<String> names = new TreeSet<>();
    workers.forEach(worker -> names.add(worker.getName()));
    names.remove(Thread.currentThread().getName());
    assertEquals(Set.of("jacobian-data-worker-0", "jacobian-data-worker-1"), names);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void aCallerThatWasInterruptedBeforeGetsAllBatchesAndStaysInterrupted(int workerCount) {
    List<String> expected = read(DataLoader.of(new Noisy(60, first -> {}), options(0, 1)));
    Dataset slow = new Noisy(60, first -> Thread.onSpinWait());
    Thread.currentThread().interrupt();
    List<String> rows = read(DataLoader.of(slow, options(workerCount, 1)));
    assertTrue(Thread.interrupted(), "the flag was lost");
    assertEquals(expected, rows);
  }

  @Test
  void anInterruptedCallerStopsWaitingAndStaysInterrupted() throws InterruptedException {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Dataset stuck =
        new Noisy(
            9,
            first -> {
              reading.countDown();
              try {
                release.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    BatchIterator batches = DataLoader.of(stuck, options(1, 1)).iterator();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                batches.next();
              } catch (CancellationException e) {
                thrown.set(e);
                interrupted.set(Thread.currentThread().isInterrupted());
              }
            });
    caller.start();
    reading.await();
    while (caller.getState() != Thread.State.TIMED_WAITING) {
      // A flag that is set before the waiting begins does not end it.
      Thread.sleep(1);
    }
    caller.interrupt();
    caller.join();
    assertEquals(
        "the thread was interrupted while it waited for batch 0", thrown.get().getMessage());
    assertEquals(true, interrupted.get());
    assertFalse(batches.hasNext());
    release.countDown();
  }

  @Test
  void aWorkerThatIsInterruptedByAStrangerDoesNotLeaveTheCallerWaiting()
      throws InterruptedException {
    DataLoader loader = DataLoader.of(new Noisy(300, first -> {}), options(1, 1));
    BatchIterator batches = loader.iterator();
    await("the worker", () -> !workers.isEmpty());
    Thread worker = workers.iterator().next();
    await("the worker to wait", () -> worker.getState() == Thread.State.TIMED_WAITING);
    worker.interrupt();
    worker.join();
    assertEquals(
        "data loader: jacobian-data-worker-0 was interrupted; expected workers that only the loader"
            + " ends",
        assertThrows(DataException.class, () -> drain(batches)).getMessage());
  }

  @Test
  void batchesBelongToTheScopeThatIsOpenWhereTheyAreAskedFor() {
    for (int workerCount : new int[] {0, 2}) {
      BatchIterator batches =
          DataLoader.of(new Noisy(30, first -> {}), options(workerCount, 2)).iterator();
      Batch released;
      try (MemoryScope scope = MemoryScope.open()) {
        released = batches.next();
        assertSame(scope, released.inputs().storage().owner());
        assertSame(scope, released.targets().storage().owner());
      }
      assertTrue(released.inputs().storage().isReleased());
      Batch kept = batches.next();
      assertNull(kept.inputs().storage().owner());
      try (MemoryScope scope = MemoryScope.open()) {
        kept.releaseWith(scope);
      }
      assertTrue(kept.targets().storage().isReleased());
      batches.close();
    }
  }

  @Test
  void whatWorkersHaveReadIsReleasedAtOnceWithTheScopeOfTheCaller() {
    MemoryPool pool = Device.cpu().backend().memory();
    long before = pool.usage().liveTensors();
    int batches = 0;
    for (Batch batch : DataLoader.of(new Noisy(300, first -> {}), options(2, 2))) {
      try (MemoryScope scope = MemoryScope.open()) {
        batch.releaseWith(scope);
        assertEquals(batch.size(), batch.inputs().add(1).size(0));
        batches++;
      }
    }
    assertTrue(batches > 20);
    long after = pool.usage().liveTensors();
    assertTrue(after <= before, before + " tensors before, " + after + " after");
  }

  @Test
  void tensorsThatBelongToTheDatasetAreNotReleasedWithABatch() {
    Tensor shared = Tensor.of(new float[] {1, 2, 3}, 3, 1);
    Dataset constant =
        new Dataset() {
          @Override
          public long size() {
            return 9;
          }

          @Override
          public Batch gather(long[] indices) {
            return new Batch(shared, Tensor.of(indices.clone()));
          }
        };
    for (int workerCount : new int[] {0, 2}) {
      BatchIterator batches = DataLoader.of(constant, options(workerCount, 1)).iterator();
      while (batches.hasNext()) {
        try (MemoryScope scope = MemoryScope.open()) {
          batches.next();
        }
      }
      assertArrayEquals(new float[] {1, 2, 3}, shared.toFloatArray());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aLoopWithAScopePerStepUsesTheSameBlocksAgain(int workerCount) {
    MemoryPool memory = Device.cpu().backend().memory();
    TensorDataset data = new TensorDataset(Tensor.zeros(512, 4096), Tensor.zeros(512, 1));
    DataLoader loader =
        DataLoader.of(data, DataLoader.Options.of(16).withShuffle(1).withWorkers(workerCount));
    long held = 0;
    for (int epoch = 0; epoch < 20; epoch++) {
      for (Batch batch : loader) {
        try (MemoryScope scope = MemoryScope.open()) {
          batch.releaseWith(scope);
        }
      }
      MemoryPool.Usage usage = memory.usage();
      if (epoch == 0) {
        held = usage.liveBytes() + usage.freeBytes();
      } else {
        // 20 epochs move 160 MiB; what the pool holds may grow by the batches that workers are
        // ahead.
        long now = usage.liveBytes() + usage.freeBytes();
        assertTrue(now <= held + (8 << 20), "epoch " + epoch + ": " + held + " -> " + now);
      }
    }
  }
}
