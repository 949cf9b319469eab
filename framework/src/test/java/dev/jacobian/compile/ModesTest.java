package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Training and evaluation, random numbers, gradient mode. */
@NeedsCompiler
class ModesTest {
  private static final Tensor ONES = Tensor.ones(6, 50);

  @Test
  void dropoutDrawsAnewInEachRunWhatAnEagerRunDraws() {
    Dropout eager = new Dropout(0.4, new Generator(7));
    Dropout captured = new Dropout(0.4, new Generator(7));
    Compiled compiled = Compiled.function(t -> captured.forward(t[0]));
    Set<String> seen = new HashSet<>();
    for (int run = 0; run < 5; run++) {
      Tensor expected = eager.forward(ONES);
      Agreement.assertSameBits(expected, compiled.run(ONES), "run " + run);
      assertEquals(eager.generator().state(), captured.generator().state(), "run " + run);
      seen.add(Arrays.toString(expected.toFloatArray()));
    }
    assertEquals(5, seen.size());
    assertTrue(compiled.isCompiled(ONES));
    captured.generator().setState(new Generator(7).state());
    eager.generator().setState(new Generator(7).state());
    Agreement.assertSameBits(eager.forward(ONES), compiled.run(ONES), "after a restart");
  }

  @Test
  void gradientsOfDropoutPassWhereItsRunDidNotDrop() {
    Dropout dropout = new Dropout(0.5, new Generator(2));
    Compiled compiled =
        Compiled.functions(
            t -> {
              Tensor x = t[0].detach().setRequiresGrad(true);
              Tensor y = dropout.forward(x);
              y.sum().backward();
              return java.util.List.of(y, x.grad());
            });
    for (int run = 0; run < 4; run++) {
      java.util.List<Tensor> results = compiled.runAll(ONES);
      Agreement.assertSameBits(results.get(0), results.get(1), "run " + run);
      assertEquals(run > 0 || compiled.isCompiled(ONES), compiled.isCompiled(ONES));
    }
    assertTrue(compiled.isCompiled(ONES));
  }

  @Test
  void severalDrawsOfOneGeneratorKeepTheirOrder() {
    Generator eager = new Generator(5);
    Generator captured = new Generator(5);
    Compiled compiled = Compiled.function(t -> noise(captured, t[0]));
    for (int run = 0; run < 4; run++) {
      Agreement.assertSameBits(noise(eager, ONES), compiled.run(ONES), "run " + run);
      if (run == 2) {
        eager.take(11);
        captured.take(11);
      }
    }
  }

  private static Tensor noise(Generator generator, Tensor x) {
    Tensor a = Creation.normal(generator, Shape.of(3, 1), DType.FLOAT32, Device.cpu());
    Tensor unused = Creation.uniform(generator, Shape.of(7), DType.FLOAT32, Device.cpu());
    Tensor b = Creation.uniform(generator, Shape.of(3, 50), DType.FLOAT32, Device.cpu());
    assertEquals(7, unused.size());
    return x.slice(0, 0, 3).mul(a).sub(b);
  }

  @Test
  void evaluationIsCapturedBesideTraining() {
    Sequential model =
        new Sequential(new Linear(50, 4, new Generator(1)), new Dropout(0.5, new Generator(2)));
    Compiled compiled = Compiled.function(t -> model.forward(t[0]));
    compiled.run(ONES);
    assertTrue(compiled.isCompiled(ONES));
    model.eval();
    assertFalse(compiled.isCompiled(ONES));
    for (int run = 0; run < 3; run++) {
      Agreement.assertSameBits(model.forward(ONES), compiled.run(ONES), "evaluation");
    }
    assertTrue(compiled.isCompiled(ONES));
    model.train();
    assertTrue(compiled.isCompiled(ONES));
    assertNotEquals(
        Arrays.toString(compiled.run(ONES).toFloatArray()),
        Arrays.toString(compiled.run(ONES).toFloatArray()));
    model.eval();
    Agreement.assertSameBits(model.forward(ONES), compiled.run(ONES), "evaluation again");
  }

  @Test
  void aTrainingStepWithDropoutFollowsTheEagerOne() {
    Sequential eager = dropoutModel();
    Sequential captured = dropoutModel();
    SGD eagerOptimizer = new SGD(eager.parameters(), 0.1);
    CompiledStep step =
        CompiledStep.of(captured, new MSELoss(), new SGD(captured.parameters(), 0.1));
    Tensor target = Tensor.ones(6, 2);
    for (int run = 0; run < 4; run++) {
      eagerOptimizer.zeroGrad();
      Tensor loss = new MSELoss().forward(eager.forward(ONES), target);
      loss.backward();
      eagerOptimizer.step();
      assertEquals((float) loss.item(), step.run(ONES, target), 1e-6f, "run " + run);
    }
  }

  private static Sequential dropoutModel() {
    return new Sequential(
        new Linear(50, 8, new Generator(1)),
        new Dropout(0.3, new Generator(2)),
        new Linear(8, 2, new Generator(3)));
  }

  @Test
  void gradientModeIsPartOfWhatWasCaptured() {
    Linear model = new Linear(50, 2, new Generator(1));
    Runs runs = new Runs();
    Compiled compiled =
        Compiled.function(
            t -> {
              runs.count++;
              return model.forward(t[0]);
            });
    compiled.run(ONES);
    try (Autograd.Guard mode = Autograd.noGrad()) {
      assertFalse(compiled.isCompiled(ONES));
      compiled.run(ONES);
      compiled.run(ONES);
    }
    compiled.run(ONES);
    assertEquals(2, runs.count);
  }
}
