package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.CompiledStep;
import dev.jacobian.data.Batch;
import dev.jacobian.data.BatchIterator;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loader's batches that travel to the device ahead of the caller. */
@Timeout(120)
class SentBatchesTest {
  private static final int ROWS = 37;
  private static final DataLoader.Options OPTIONS =
      DataLoader.Options.of(4).withShuffle(5).withPinMemory(true);

  @BeforeEach
  void needsCompiler() {
    Emulated.assumeBesideTheCpu();
  }

  @AfterEach
  void nothingIsWrittenOutside() {
    Fakes.checkGuards();
  }

  private static Dataset rows() {
    return new TensorDataset(
        Tensor.randn(new Generator(1), ROWS, 3), Tensor.arange(ROWS).reshape(ROWS, 1));
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "waited too long for: " + what);
      Thread.sleep(5);
    }
  }

  private static long uploads() {
    return Emulated.backend().transfers().snapshot().uploads();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void theyAreTheBatchesOfTheCpuInTheirOrder(int workers) {
    Dataset rows = rows();
    try (DataLoader here = DataLoader.of(rows, OPTIONS);
        DataLoader there = DataLoader.of(rows, OPTIONS.withWorkers(workers));
        BatchIterator sent = there.iterator(3, 2, Device.cuda())) {
      for (BatchIterator read = here.iterator(3, 2); read.hasNext(); ) {
        try (MemoryScope scope = MemoryScope.open()) {
          Batch expected = read.next();
          Batch batch = sent.next();
          assertEquals(Device.cuda(), batch.inputs().device());
          // A kernel reads them before they are downloaded.
          assertArrayEquals(
              expected.inputs().mul(2).toFloatArray(), batch.inputs().mul(2).toFloatArray());
          assertArrayEquals(expected.targets().toLongArray(), batch.targets().toLongArray());
        }
      }
      assertFalse(sent.hasNext());
    }
  }

  @Test
  void twoAreSentBeforeTheyAreAskedFor() throws InterruptedException {
    long before = uploads();
    try (DataLoader loader = DataLoader.of(rows(), OPTIONS)) {
      BatchIterator sent = loader.iterator(0, 0, Device.cuda());
      sent.next();
      await("two more batches of two parts", () -> uploads() - before == 6);
      Thread.sleep(50);
      assertEquals(6, uploads() - before);
    }
  }

  @Test
  void aLoopThatIsLeftGivesAllMemoryBack() throws InterruptedException {
    MemoryPool pool = Emulated.backend().memory();
    long before = pool.usage().liveTensors();
    try (MemoryScope scope = MemoryScope.open();
        DataLoader loader = DataLoader.of(rows(), OPTIONS.withWorkers(1))) {
      int batches = 0;
      for (Batch batch : loader.to(Device.cuda())) {
        assertEquals(Device.cuda(), batch.targets().device());
        if (++batches == 3) {
          break;
        }
      }
    }
    await("released batches", () -> pool.usage().liveTensors() <= before);
  }

  @Test
  void whatADataSetThrowsComesAtItsBatch() {
    IllegalStateException failure = new IllegalStateException("row 9 is gone");
    Dataset rows = rows();
    Dataset failing =
        new Dataset() {
          @Override
          public long size() {
            return ROWS;
          }

          @Override
          public Batch gather(long[] indices) {
            if (indices[0] == 8) {
              throw failure;
            }
            return rows.gather(indices);
          }
        };
    try (DataLoader loader = DataLoader.of(failing, OPTIONS.inOrder())) {
      BatchIterator sent = loader.iterator(0, 0, Device.cuda());
      assertEquals(0, sent.next().targets().toLongArray()[0]);
      assertEquals(4, sent.next().targets().toLongArray()[0]);
      assertSame(failure, assertThrows(IllegalStateException.class, sent::next));
    }
  }

  @Test
  void partsThatLieOnTheDeviceStayThere() {
    Tensor x = Tensor.randn(new Generator(2), 4, 3);
    Tensor there = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1).cuda();
    Dataset mixed =
        new Dataset() {
          @Override
          public long size() {
            return 4;
          }

          @Override
          public Batch gather(long[] indices) {
            return new Batch(x.mul(2), there);
          }
        };
    try (DataLoader loader = DataLoader.of(mixed, OPTIONS)) {
      Batch batch = loader.iterator(0, 0, Device.cuda()).next();
      assertSame(there.storage(), batch.targets().storage());
      assertArrayEquals(x.mul(2).toFloatArray(), batch.inputs().toFloatArray());
    }
  }

  /** Returns the losses of two epochs. */
  private static List<Float> losses(DataLoader.Options options, boolean isCompiled) {
    Generator generator = new Generator(1);
    Sequential model =
        new Sequential(new Linear(3, 8, generator), new ReLU(), new Linear(8, 1, generator));
    model.cuda();
    MSELoss loss = new MSELoss();
    SGD optimizer = new SGD(model.parameters(), 0.01);
    CompiledStep step = CompiledStep.of(model, loss, optimizer);
    List<Float> losses = new ArrayList<>();
    Dataset numbers =
        new TensorDataset(
            Tensor.randn(new Generator(1), ROWS, 3), Tensor.randn(new Generator(2), ROWS, 1));
    try (DataLoader loader = DataLoader.of(numbers, options)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        for (Batch batch : loader.to(Device.cuda())) {
          try (MemoryScope scope = MemoryScope.open()) {
            batch.releaseWith(scope);
            if (isCompiled) {
              losses.add(step.run(batch.inputs(), batch.targets()));
              continue;
            }
            optimizer.zeroGrad();
            Tensor value = loss.forward(model.forward(batch.inputs()), batch.targets());
            value.backward();
            optimizer.step();
            losses.add((float) value.item());
          }
        }
      }
    }
    return losses;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void trainingHasTheBitsOfBatchesThatAreMovedWhenTheyAreAskedFor(boolean isCompiled) {
    List<Float> moved = losses(OPTIONS.withPinMemory(false), isCompiled);
    assertEquals(20, moved.size());
    assertEquals(moved, losses(OPTIONS, isCompiled));
    assertEquals(moved, losses(OPTIONS.withWorkers(2), isCompiled));
  }
}
