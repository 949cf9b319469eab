package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.device.Backend;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
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

  /** A step of four nodes, with numbers that count steps. */
  private static final class Problem {
    private final Linear model = new Linear(100, 1, new Generator(1));
    private final Adam optimizer;
    private final CompiledStep step;
    private final Tensor[] x;
    private final Tensor y;
    private int runs;

    Problem(boolean isCuda) {
      Device device = isCuda ? Device.cuda() : Device.cpu();
      model.to(device);
      optimizer = new Adam(model.parameters(), 0.05);
      step = CompiledStep.of(model, new MSELoss(), optimizer);
      Tensor inputs = Tensor.randn(new Generator(8), 64, 100);
      x = new Tensor[] {inputs.to(device), inputs.copy().to(device)};
      y = Tensor.randn(new Generator(9), 64, 1).to(device);
    }

    /** Runs a step whose graph is made anew, since the product of another batch is another. */
    void run() {
      Fakes.set("changes", 0);
      step.run(x[runs++ % 2], y);
    }

    float[] weights() {
      return model.weight().tensor().toFloatArray();
    }
  }

  /** Gives the device no more memory than is in use, and graphs some for each of their nodes. */
  private static void fill(long graphBytes) {
    Fakes.set("graphBytes", graphBytes);
    Fakes.set("memory", Fakes.count("used"));
  }

  @Test
  void aGraphIsMadeReadyWhereReleasedTensorsHaveBeen() {
    Backend backend = Emulated.backend();
    Problem problem = new Problem(true);
    Problem host = new Problem(false);
    problem.run();
    host.run();
    backend.memory().trim();
    leaveABlock(backend);
    fill(50_000);
    long made = Fakes.count("graphs");
    problem.run();
    host.run();
    assertEquals(1, Fakes.count("graphs") - made);
    assertArrayEquals(host.weights(), problem.weights(), 1e-5f);
  }

  @Test
  void aStepWithoutRoomForItsGraphChangesNothingAndSaysWhatLives() {
    Backend backend = Emulated.backend();
    Problem problem = new Problem(true);
    Problem host = new Problem(false);
    problem.run();
    host.run();
    float[] before = problem.weights();
    backend.memory().trim();
    fill(1 << 28);
    MemoryException error = assertThrows(MemoryException.class, () -> problem.run());
    assertTrue(
        error.getMessage().startsWith("cannot compute a program of 4 steps: "), error.getMessage());
    assertTrue(error.getMessage().contains("float32[64, 100] 28.0 KiB"), error.getMessage());
    assertArrayEquals(before, problem.weights());
    Fakes.reset();
    for (int i = 0; i < 3; i++) {
      problem.run();
      host.run();
    }
    assertArrayEquals(host.weights(), problem.weights(), 1e-5f);
  }

  /** Puts {@code 3.5 x + 7} into y. */
  private static void scale(Backend backend, Operand x, Operand y) {
    Expr scaled = new Expr.Input(0, DType.FLOAT32).mul(3.5).add(7);
    Kernel kernel =
        Kernel.of(MATRIX.shape(), List.of(MATRIX), List.of(Output.stored(scaled, MATRIX.shape())));
    backend.prepare(kernel).run(new Operand[] {x}, new double[0], new Operand[] {y});
  }

  /** A run lets temporary memory go when the work that uses it is not in the stream yet. */
  @Test
  void memoryThatRecordedWorkUsesStaysUntilThatIsDone() {
    Backend backend = newBackend();
    try (MemoryScope scope = MemoryScope.open()) {
      Operand x = filled(backend, 1);
      leaveABlock(backend);
      backend
          .sequence()
          .run(
              () -> {
                try (MemoryScope inner = MemoryScope.open()) {
                  Operand between = new Operand(backend.memory().allocate(MATRIX), MATRIX.shape());
                  scale(backend, x, between);
                  scale(backend, between, x);
                }
                fill(100_000);
              });
      assertEquals(43.75f, first(x));
      assertEquals(0, backend.memory().usage().freeBytes());
    }
  }

  @Test
  void aKernelOfARecordedRunIsLoadedWhereReleasedTensorsHaveBeen() {
    Backend backend = newBackend();
    try (MemoryScope scope = MemoryScope.open()) {
      Operand x = new Operand(backend.memory().allocate(MATRIX), MATRIX.shape());
      leaveABlock(backend);
      backend
          .sequence()
          .run(
              () -> {
                backend
                    .prepare(Kernel.filled(MATRIX, 1))
                    .run(new Operand[0], new double[0], new Operand[] {x});
                Fakes.set("moduleBytes", 200_000);
                Fakes.set("memory", Fakes.count("used"));
                scale(backend, x, x);
              });
      assertEquals(10.5f, first(x));
    }
  }
}
