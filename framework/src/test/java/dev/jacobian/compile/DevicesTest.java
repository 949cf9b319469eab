package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.ReferenceBackend;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compiled functions on two devices, one of which runs every fused kernel by single calls. */
@NeedsCompiler
class DevicesTest {
  private static final Device SECOND = Device.cuda(7);

  @BeforeAll
  static void installASecondDevice() {
    ReferenceBackend.install(SECOND);
  }

  /** A model with its optimizer. */
  private static final class Problem {
    final Linear model = new Linear(3, 2, new Generator(1));
    final Adam optimizer = new Adam(model.parameters(), 0.1);
    final MSELoss loss = new MSELoss();

    float eagerStep(Device device, int run) {
      optimizer.zeroGrad();
      Tensor value = loss.forward(model.forward(x(run).to(device)), y(run).to(device));
      value.backward();
      optimizer.step();
      return (float) value.item();
    }

    float[] weight() {
      return model.weight().tensor().toFloatArray();
    }
  }

  private static Tensor x(int run) {
    return Tensor.randn(new Generator(run), 5, 3);
  }

  private static Tensor y(int run) {
    return Tensor.randn(new Generator(100 + run), 5, 2);
  }

  @Test
  void aModelThatMovesIsCompiledForItsNewDeviceAndBack() {
    Problem eager = new Problem();
    Problem captured = new Problem();
    CompiledStep step = CompiledStep.of(captured.model, captured.loss, captured.optimizer);
    int run = 0;
    for (Device device : new Device[] {Device.cpu(), SECOND, Device.cpu(), SECOND}) {
      eager.model.to(device);
      captured.model.to(device);
      for (int i = 0; i < 3; i++) {
        run++;
        float expected = eager.eagerStep(device, run);
        assertEquals(expected, step.run(x(run).to(device), y(run).to(device)), 1e-5f, "run " + run);
        assertArrayEquals(eager.weight(), captured.weight(), 1e-5f, "run " + run);
      }
      assertTrue(step.isCompiled(x(0).to(device), y(0).to(device)));
    }
  }

  @Test
  void aModelThatMovedAwayFromItsInputsIsAnErrorAsInAnEagerRun() {
    Problem problem = new Problem();
    CompiledStep step = CompiledStep.of(problem.model, problem.loss, problem.optimizer);
    step.run(x(1), y(1));
    step.run(x(1), y(1));
    problem.model.to(SECOND);
    assertFalse(step.isCompiled(x(1), y(1)));
    String message = assertThrows(DeviceException.class, () -> step.run(x(1), y(1))).getMessage();
    assertTrue(message.contains("operands are on two devices, cpu and cuda:7"), message);
  }

  @Test
  void gradientsThatMovedWithTheirModelAreNotWrittenWhereTheyWere() {
    Problem eager = new Problem();
    Problem captured = new Problem();
    Compiled compiled = Compiled.function(t -> leaveGradients(captured, t[0]));
    for (Device device : new Device[] {Device.cpu(), SECOND, Device.cpu(), Device.cpu()}) {
      eager.model.to(device);
      captured.model.to(device);
      for (int i = 0; i < 3; i++) {
        Tensor x = x(i).to(device);
        leaveGradients(eager, x);
        compiled.run(x);
        Agreement.assertClose(
            eager.model.bias().grad(), captured.model.bias().grad(), device + " run " + i);
      }
    }
  }

  private static Tensor leaveGradients(Problem problem, Tensor x) {
    problem.optimizer.zeroGrad();
    Tensor loss = problem.model.forward(x).square().sum();
    loss.backward();
    return loss;
  }

  @Test
  void constantsOfTwoDevicesAreTwo() {
    Compiled function =
        Compiled.functions(
            t -> {
              Tensor here = Tensor.full(Shape.of(2, 2), 3, DType.FLOAT32, Device.cpu());
              Tensor there = Tensor.full(Shape.of(2, 2), 3, DType.FLOAT32, SECOND);
              return java.util.List.of(
                  here, there, t[0].matmul(here).to(SECOND).add(there).matmul(there));
            });
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
    function.run(x);
    java.util.List<Tensor> results = function.runAll(x);
    assertEquals(Device.cpu(), results.get(0).device());
    assertEquals(SECOND, results.get(1).device());
    assertEquals(SECOND, results.get(2).device());
    assertArrayEquals(new float[] {3, 3, 3, 3}, results.get(1).toFloatArray());
    assertArrayEquals(new float[] {72, 72, 144, 144}, results.get(2).toFloatArray());
  }

  @Test
  void transfersInsideAFunctionAreReplayed() {
    Compiled function = Compiled.function(t -> t[0].to(SECOND).mul(2).cpu().add(t[0]));
    for (int run = 0; run < 3; run++) {
      assertArrayEquals(
          new float[] {3 * run}, function.run(Tensor.of(new float[] {run})).toFloatArray());
    }
  }
}
