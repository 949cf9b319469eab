package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.CpuBackends;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.TransferCounter;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.nn.Linear;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors of the CPU and of two GPUs in one process. */
class MovementTest {
  private static final Device SECOND = Device.cuda(1);

  @BeforeEach
  void needsCompiler() {
    Emulated.assumeBesideTheCpu();
  }

  @AfterEach
  void nothingIsWrittenOutside() {
    Fakes.checkGuards();
    Fakes.set("devices", 1);
  }

  private static Backend second() {
    return new CudaBackend(SECOND, Emulated.newDriver(SECOND), 1L << 24);
  }

  @Test
  void oneGpuCopiesFromAnotherWithoutTheJvm() {
    Backend second = second();
    CpuBackends.beside(
        second,
        () -> {
          Tensor x = Tensor.of(new float[] {1, 2, 3}).cuda();
          TransferCounter.Snapshot before = second.transfers().snapshot();
          long peers = Fakes.count("peers");
          long waits = Fakes.count("waits");
          Tensor y = x.mul(2).to("cuda:1");
          assertEquals(0, Fakes.count("waits") - waits);
          assertEquals(SECOND, y.device());
          assertEquals(1, Fakes.count("peers") - peers);
          assertEquals(
              new TransferCounter.Snapshot(1, 12, 0, 0),
              second.transfers().snapshot().since(before));
          Tensor z = y.add(1);
          assertArrayEquals(new float[] {3, 5, 7}, z.cuda().toFloatArray());
          assertArrayEquals(new float[] {3, 5, 7}, z.cpu().toFloatArray());
          DeviceException error = assertThrows(DeviceException.class, () -> x.add(y));
          assertTrue(error.getMessage().contains("cuda:0"), error.getMessage());
          assertTrue(error.getMessage().contains("cuda:1"), error.getMessage());
          return null;
        });
  }

  @Test
  void memoryThatAnotherGpuCopiesFromIsNotUsedAgainBefore() {
    CpuBackends.beside(
        second(),
        () -> {
          Tensor sum = Tensor.zeros(50).to(SECOND);
          for (int i = 0; i < 4; i++) {
            try (MemoryScope scope = MemoryScope.open()) {
              // It has the memory that the last round's product was copied from.
              Tensor part = Tensor.full(Shape.of(50), i).cuda().mul(2);
              sum.addInPlace(part.to(SECOND));
            }
          }
          assertEquals(12, sum.max().item());
          assertEquals(12, sum.min().item());
          return null;
        });
  }

  @Test
  void gradientsFlowBackFromOneGpuToAnother() {
    CpuBackends.beside(
        second(),
        () -> {
          Tensor x = Tensor.of(new float[] {1, -2}).cuda().setRequiresGrad(true);
          x.to("cuda:1").square().sum().backward();
          Tensor gradient = x.grad();
          assertEquals(Device.cuda(), gradient.device());
          assertArrayEquals(new float[] {2, -4}, gradient.toFloatArray());
          return null;
        });
  }

  @Test
  void eachGpuHasAThreadOfItsOwn() throws InterruptedException {
    Backend[] backends = {Emulated.backend(), second()};
    float[][] results = new float[2][];
    CpuBackends.beside(
        backends[1],
        () -> {
          Thread[] threads = new Thread[2];
          for (int i = 0; i < 2; i++) {
            int device = i;
            threads[i] =
                new Thread(
                    () -> {
                      Tensor x = Tensor.of(new float[] {1, 2}).to(Device.cuda(device));
                      for (int step = 0; step < 20; step++) {
                        x = x.mul(0.5).add(1);
                      }
                      results[device] = x.toFloatArray();
                    });
            threads[i].start();
          }
          for (Thread thread : threads) {
            try {
              thread.join();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          return null;
        });
    assertArrayEquals(results[0], results[1]);
    assertEquals(2, results[0].length);
  }

  @Test
  void whatADeviceIsAskedForIsDoneOnceItIsWaitedFor() {
    // One wait, or two once a batch has been sent on a stream of its own.
    long before = Fakes.count("waits");
    Device.cuda().synchronize();
    long waits = Fakes.count("waits");
    long each = waits - before;
    assertTrue(each == 1 || each == 2, "waits: " + each);
    Tensor x = Tensor.of(new float[] {1}).cuda().add(1);
    assertEquals(0, Fakes.count("waits") - waits);
    x.device().synchronize();
    assertEquals(each, Fakes.count("waits") - waits);
    Device.cpu().synchronize();
  }

  @Test
  void aMoveThatDoesNotBlockLeavesTheDeviceToItsWork() {
    float[] values = new float[3 << 18];
    values[values.length - 1] = 5;
    Tensor x = Tensor.of(values);
    Tensor busy = Tensor.of(new float[] {1}).cuda().add(1);
    Device.cuda().synchronize();
    for (boolean nonBlocking : new boolean[] {true, false}) {
      busy.add(1);
      long runs = Fakes.count("runs");
      Tensor moved = x.to(Device.cuda(), nonBlocking);
      assertEquals(nonBlocking ? 0 : 1, Fakes.count("runs") - runs);
      x.addInPlace(Tensor.ones(1));
      assertEquals(nonBlocking ? 5 : 6, moved.max().item());
    }
  }

  @Test
  void memoryOfADeviceIsItsLiveTensors() {
    Device device = Device.cuda();
    try (MemoryScope scope = MemoryScope.open()) {
      long before = device.memoryAllocated();
      Tensor x = Tensor.zeros(1024).to(device);
      assertEquals(4096, device.memoryAllocated() - before);
      assertTrue(
          device
              .memorySummary()
              .matches("cuda:0: .* in \\d+ tensors, .* kept for new ones, at most 1.0 GiB"),
          device.memorySummary());
      assertEquals(device, x.device());
    }
    assertEquals(1, Device.cudaDeviceCount());
    assertTrue(Device.cudaAvailable());
  }

  @Test
  void whatIsSavedOnOneDeviceLoadsOnAnother(@TempDir Path folder) {
    Linear saved = new Linear(3, 2, new Generator(1));
    saved.to("cuda");
    Path file = folder.resolve("model.safetensors");
    SafeTensors.save(file, saved.stateDict());
    Linear loaded = new Linear(3, 2, new Generator(2));
    loaded.loadStateDict(SafeTensors.load(file).tensors());
    assertEquals(Device.cpu(), loaded.device());
    assertArrayEquals(
        saved.weight().tensor().toFloatArray(), loaded.weight().tensor().toFloatArray());
    Linear back = new Linear(3, 2, new Generator(3));
    back.to("cuda");
    back.loadStateDict(loaded.stateDict());
    assertEquals(Device.cuda(), back.device());
    assertArrayEquals(saved.bias().tensor().toFloatArray(), back.bias().tensor().toFloatArray());
  }
}
