package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The error of a kernel names ops, the layers that they are of, and launches. */
class FaultNamesTest {
  private static final int ILLEGAL_ADDRESS = 700;

  @BeforeEach
  void needsCompiler() {
    Emulated.assumeBesideTheCpu();
    Emulated.backend().synchronize();
  }

  @AfterEach
  void mend() {
    Fakes.reset();
  }

  private static Sequential model(int in, int hidden, int out) {
    Generator generator = new Generator(1);
    Sequential model =
        new Sequential(
            new Linear(in, hidden, generator), new ReLU(), new Linear(hidden, out, generator));
    model.cuda();
    return model;
  }

  private static Tensor random(long... shape) {
    return Tensor.randn(new Generator(3), shape).cuda();
  }

  /** Returns the message of what is waited for next. */
  private static String failure(Executable waiting) {
    Fakes.fail("cuStreamSynchronize", ILLEGAL_ADDRESS);
    return assertThrows(DeviceException.class, waiting).getMessage();
  }

  private static void requireAll(String message, String... parts) {
    List<String> missing = new ArrayList<>(List.of(parts));
    missing.removeIf(message::contains);
    assertEquals(List.of(), missing, message);
  }

  @Test
  void anEagerOpIsNamedWithItsLayer() {
    Sequential model = model(30, 20, 10);
    Tensor x = random(40, 30);
    try (Autograd.Guard guard = Autograd.noGrad()) {
      Emulated.backend().synchronize();
      Tensor y = model.forward(x).exp();
      requireAll(
          failure(y::toFloatArray),
          "0 (Linear(30, 20)): matmul (a product of 40 x 30 and 30 x 20); 0 (Linear(30, 20)): add (add: stored as"
              + " float32 (kernel) on ",
          "1 (ReLU()): relu (relu: stored as float32 (kernel) on ",
          "2 (Linear(20, 10)): matmul (",
          // The last one is of no layer.
          "; exp (exp: stored as float32 (kernel) on ");
    }
  }

  @Test
  void anOpOfBackwardIsNamedByTheOneThatItIsTheGradientOf() {
    Tensor x = random(40, 30).setRequiresGrad(true);
    Tensor loss = x.tanh().sum();
    Emulated.backend().synchronize();
    loss.backward();
    requireAll(failure(() -> x.grad().toFloatArray()), "gradient of tanh: ");
  }

  @Test
  void whatIsAskedForWithoutAnOpIsNotNamedByTheOneBefore() {
    random(40, 30).exp();
    Emulated.backend().synchronize();
    try (MemoryScope scope = MemoryScope.open()) {
      TensorSpec spec = new TensorSpec(Shape.of(2), DType.FLOAT32);
      Operand output = new Operand(Emulated.backend().memory().allocate(spec), spec.shape());
      Operand[] outputs = {output};
      Emulated.backend()
          .prepare(Kernel.filled(spec, 1))
          .run(new Operand[0], new double[0], outputs);
      requireAll(
          failure(Emulated.backend()::synchronize), "the newest last: a copy: stored as float32 (");
    }
  }

  @Test
  void aSmallCompiledStepIsOneLaunchThatNamesAllItsOps() {
    Sequential model = model(3, 4, 2);
    CompiledStep step = CompiledStep.of(model, new MSELoss(), new SGD(model.parameters(), 0.1));
    Tensor x = random(5, 3);
    Tensor y = random(5, 2);
    step.run(x, y);
    requireAll(
        failure(() -> step.run(x, y)),
        "0 (Linear(3, 4)): matmul [5, 3] x [4, 3]^T; ",
        "0 (Linear(3, 4)), 1 (ReLU()): add, relu [5, 4]; ",
        "gradient of relu",
        " on 1 blocks of 256 threads); fix: ");
  }

  @Test
  void aGraphIsNamedByTheOpsOfItsNodes() {
    Sequential model = model(300, 200, 100);
    CompiledStep step = CompiledStep.of(model, new MSELoss(), new SGD(model.parameters(), 0.1));
    Tensor x = random(64, 300);
    Tensor y = random(64, 100);
    step.run(x, y);
    requireAll(
        failure(() -> step.run(x, y)),
        "the newest last: a graph of 0 (Linear(300, 200)): matmul [64, 300] x [200, 300]^T; 0 (Linear(300, 200)), 1"
            + " (ReLU()): add, relu [64, 200]; 2 (Linear(200, 100)): matmul [64, 200] x [100, 200]^T; ",
        "gradient of relu");
  }

  @Test
  void aGraphThatIsLaunchedAgainAndAgainIsNamedOnce() {
    Compiled function = Compiled.function(t -> t[0].exp().transpose(0, 1).copy().mean(false, 0));
    Tensor x = random(300, 200);
    function.run(x);
    Emulated.backend().synchronize();
    Tensor last = x;
    for (int i = 0; i < 3; i++) {
      last = function.run(x);
    }
    String message = failure(last::toFloatArray);
    requireAll(message, "the newest last: 3 times a graph of ");
  }

  @Test
  void aLaunchThatIsRefusedIsNamed() {
    Tensor x = random(40, 30);
    Fakes.fail("cuLaunchKernel", 1);
    DeviceException error = assertThrows(DeviceException.class, x::exp);
    assertEquals(
        "exp (exp: stored as float32 (kernel) on 5 blocks of 256 threads) failed with CUDA_ERROR_INVALID_VALUE (as the"
            + " driver describes it)",
        error.getMessage());
  }

  @Test
  void aProductThatIsRefusedIsNamed() {
    Linear layer = new Linear(30, 20, new Generator(1));
    layer.cuda();
    Tensor x = random(40, 30);
    Fakes.fail("cublasGemm", 13);
    DeviceException error = assertThrows(DeviceException.class, () -> layer.forward(x));
    assertEquals(
        "Linear(30, 20): matmul: a product of 40 x 30 and 30 x 20 failed with status 13 (as cuBLAS describes it)",
        error.getMessage());
  }
}
