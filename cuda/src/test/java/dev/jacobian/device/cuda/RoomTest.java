package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.compile.Compiled;
import dev.jacobian.device.Backend;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the device needs beside tensors has the room that released ones have left. */
class RoomTest {
  private static final int OUT_OF_MEMORY = 2;
  private static final TensorSpec MATRIX = new TensorSpec(Shape.of(100, 100), DType.FLOAT32);

  @BeforeEach
  void needsCompiler() {
    Emulated.assumeBesideTheCpu();
  }

  @AfterEach
  void mend() {
    Fakes.reset();
  }

  private static Backend newBackend() {
    return new CudaBackend(Device.cuda(), Emulated.newDriver(), 1L << 30);
  }

  private static Operand filled(Backend backend, double value) {
    Operand output = new Operand(backend.memory().allocate(MATRIX), MATRIX.shape());
    backend
        .prepare(Kernel.filled(MATRIX, value))
        .run(new Operand[0], new double[0], new Operand[] {output});
    return output;
  }

  private static float first(Operand operand) {
    float[] read = new float[(int) MATRIX.shape().size()];
    operand.storage().backend().download(operand, read, 0);
    return read[0];
  }

  /** Releases a tensor, whose block waits for the next one. */
  private static void leaveABlock(Backend backend) {
    try (MemoryScope scope = MemoryScope.open()) {
      backend.memory().allocate(new TensorSpec(Shape.of(1 << 16), DType.FLOAT32));
    }
    assertEquals(1 << 18, backend.memory().usage().freeBytes());
  }

  @Test
  void aKernelIsLoadedWhereReleasedTensorsHaveBeen() {
    Backend backend = newBackend();
    leaveABlock(backend);
    Fakes.fail("cuModuleLoadData", OUT_OF_MEMORY);
    try (MemoryScope scope = MemoryScope.open()) {
      assertEquals(3, first(filled(backend, 3)));
      assertEquals(0, backend.memory().usage().freeBytes());
    }
  }

  @Test
  void cuBlasStartsWhereReleasedTensorsHaveBeen() {
    Backend backend = newBackend();
    try (MemoryScope scope = MemoryScope.open()) {
      Operand x = filled(backend, 2);
      Operand product = new Operand(backend.memory().allocate(MATRIX), MATRIX.shape());
      leaveABlock(backend);
      // CUBLAS_STATUS_ALLOC_FAILED, by which cuBLAS says that it has no memory.
      Fakes.fail("cublasCreate_v2", 3);
      backend.matmul(x, false, x, false, product);
      assertEquals(400, first(product));
      assertEquals(0, backend.memory().usage().freeBytes());
    }
  }

  @Test
  void withoutRoomForCuBlasTheErrorListsWhatLives() {
    Backend backend = newBackend();
    try (MemoryScope scope = MemoryScope.open()) {
      Operand x = filled(backend, 2);
      Fakes.set("memory", 1);
      backend.announce(() -> "matmul", "fc1 (Linear(100, 100))");
      MemoryException error =
          assertThrows(MemoryException.class, () -> backend.matmul(x, false, x, false, x));
      backend.announce(null, null);
      assertEquals(
          "cannot compute fc1 (Linear(100, 100)): matmul on cuda:0: the device has no 32.0 MiB left: 0 B of its 1 B are"
              + " free; 40.0 KiB are in use by 1 tensors\n  float32[100, 100] 40.0 KiB; expected the live tensors to fit"
              + " the device; fix: release them (MemoryScope), use smaller batches, or end other programs that use the"
              + " device",
          error.getMessage());
    }
  }

  /** What a run lets go waits for what it has recorded. */
  @Test
  void aCompiledFunctionHasTheRoomThatItHasLetGoItself() {
    Backend backend = Emulated.backend();
    Compiled function =
        Compiled.function(t -> t[0].exp().transpose(0, 1).copy().sum(false, 1)).reusingOutputs();
    Tensor x = Tensor.randn(new Generator(3), 20_000, 3).cuda();
    float[] expected = function.run(x).toFloatArray();
    assertArrayEquals(expected, function.run(x).toFloatArray());
    backend.memory().trim();
    leaveABlock(backend);
    long used = Fakes.count("used");
    Fakes.set("memory", used);
    assertArrayEquals(expected, function.run(x).toFloatArray());
    assertEquals(0, backend.memory().usage().freeBytes() >> 18);
  }
}
