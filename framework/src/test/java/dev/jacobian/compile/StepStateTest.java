package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.logs.LogRecord;
import dev.jacobian.logs.Logs;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.Clipping;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.OptimizerRows;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Compiled training steps whose Java state changes, and those whose state does not. */
@NeedsCompiler
class StepStateTest {
  private static final Tensor X = Tensor.randn(new Generator(1), 12, 5);
  private static final Tensor Y = Tensor.randn(new Generator(2), 12, 2);

  /** Divides what a layer gives by a field, as calibration does. */
  private static final class Temperature extends Module {
    private final Linear linear = register("linear", new Linear(5, 2, new Generator(3)));
    private final Dropout dropout = register("dropout", new Dropout(0.25, new Generator(4)));
    double temperature = 1;
    boolean isFrozen;
    private Tensor mean;
    private long batches;

    @Override
    public Tensor forward(Tensor input) {
      batches++;
      if (mean == null) {
        mean = registerBuffer("mean", Tensor.of(new float[] {0, 0}));
      }
      Tensor output = dropout.forward(linear.forward(input)).div(temperature);
      if (isTraining() && !isFrozen) {
        mean.mulInPlace(0.9);
        mean.addInPlace(output.detach().mean(false, 0), 0.1);
      }
      return output.sub(mean);
    }
  }

  private static final class Scaled implements Loss {
    private final Loss inner = new MSELoss();
    float weight = 1;

    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
      return inner.forward(prediction, target).mul(weight);
    }
  }

  /** What training changes, and the step that does it. */
  private static final class Run {
    final Temperature model = new Temperature();
    final Scaled loss = new Scaled();
    final Optimizer optimizer;
    double clip = 1;
    private CompiledStep step;

    Run(boolean adam) {
      this(list -> adam ? new Adam(list, 0.05) : new SGD(list, 0.1));
    }

    Run(Function<List<Parameter>, Optimizer> optimizers) {
      optimizer = optimizers.apply(model.parameters());
      restart();
    }

    /** Makes the step anew, as a process does that goes on with a run. */
    void restart() {
      step =
          CompiledStep.of(
              model, loss, optimizer, parameters -> Clipping.byGlobalNorm(parameters, clip));
    }

    float compiled() {
      return step.run(X, Y);
    }

    float eager() {
      optimizer.zeroGrad();
      Tensor value = loss.forward(model.forward(X), Y);
      value.backward();
      Clipping.byGlobalNorm(model.parameters(), clip);
      optimizer.step();
      optimizer.zeroGrad();
      return (float) value.item();
    }

    void changeAt(int i) {
      switch (i) {
        case 20 -> model.temperature = 2;
        case 40 -> loss.weight = 3;
        case 60 -> optimizer.setLearningRate(0.02);
        case 70 -> model.isFrozen = true;
        case 80 -> clip = 0.01;
        case 90 -> model.eval();
        case 100 -> model.linear.setRequiresGrad(false);
        case 110 -> model.linear.setRequiresGrad(true);
        default -> model.batches += 0;
      }
    }
  }

  @Test
  void everyStepIsTheEagerOne() {
    for (boolean adam : new boolean[] {false, true}) {
      Run eager = new Run(adam);
      Run compiled = new Run(adam);
      try (Logs logs = Logs.collect()) {
        for (int i = 0; i < 130; i++) {
          eager.changeAt(i);
          compiled.changeAt(i);
          if (i >= 100 && i < 110) {
            continue;
          }
          String where = (adam ? "Adam, step " : "SGD, step ") + i;
          assertEquals(eager.eager(), compiled.compiled(), 2e-5f, where);
        }
        assertClose(eager.model.stateDict(), compiled.model.stateDict());
        List<String> said =
            logs.of(Compiled.class).stream()
                .map(LogRecord::text)
                .map(StepStateTest::place)
                .toList();
        assertEquals(
            List.of("Temperature.temperature", "Scaled.weight", "Temperature.isFrozen", "Run.clip"),
            said);
      }
    }
  }

  private static String place(String line) {
    return line.replace("captured again: ", "").replaceAll(" was .*", "");
  }

  private static void assertClose(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (name, tensor) ->
            assertArrayEquals(
                tensor.toDoubleArray(), actual.get(name).toDoubleArray(), 2e-5, name));
  }

  /** A run that is captured at its 1st, 17th, 81st step has the bits of one captured elsewhere. */
  @Test
  void whereARunIsCapturedMakesNoDifferenceToAnyBit() {
    for (boolean adam : new boolean[] {false, true}) {
      Run whole = new Run(adam);
      Run parts = new Run(adam);
      for (int i = 0; i < 100; i++) {
        if (i % 7 == 3) {
          parts.restart();
        }
        if (i < 90) {
          whole.changeAt(i);
          parts.changeAt(i);
        }
        assertEquals(whole.compiled(), parts.compiled(), "step " + i);
      }
      assertSame(whole.model.stateDict(), parts.model.stateDict());
      assertSame(whole.optimizer.stateDict(), parts.optimizer.stateDict());
      assertEquals(
          whole.model.dropout.generator().state(), parts.model.dropout.generator().state());
    }
  }

  private static void assertSame(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (name, tensor) ->
            assertArrayEquals(tensor.toDoubleArray(), actual.get(name).toDoubleArray(), name));
  }

  @Test
  void whatChangesInEachStepByItselfIsNoReasonToCaptureAgain() {
    for (Map.Entry<String, Function<List<Parameter>, Optimizer>> each :
        OptimizerRows.all().entrySet()) {
      Run run = new Run(each.getValue());
      // The second run finds that a count of the model's does not matter.
      run.compiled();
      run.compiled();
      String program = run.step.explain();
      long compiling = run.step.compileNanos();
      for (int i = 0; i < 60; i++) {
        run.optimizer.setLearningRate(0.05 / (i + 1));
        assertTrue(run.step.isCompiled(X, Y), each.getKey() + ", step " + i);
        run.compiled();
      }
      assertEquals(compiling, run.step.compileNanos(), each.getKey());
      assertEquals(program, run.step.explain(), each.getKey());
    }
  }

  @Test
  void gradientsThatAreLeftAndAddedToSurviveTheCapturesThatCompare() {
    Linear eager = new Linear(5, 2, new Generator(3));
    Linear captured = new Linear(5, 2, new Generator(3));
    Compiled step =
        Compiled.function(
            t -> {
              Tensor loss = captured.forward(t[0]).square().mean();
              loss.backward();
              return loss.detach();
            });
    for (int i = 0; i < 90; i++) {
      Tensor loss = eager.forward(X).square().mean();
      loss.backward();
      assertEquals(loss.item(), step.run(X).item(), 1e-6);
      for (String name : List.of("weight", "bias")) {
        Agreement.assertClose(
            eager.namedParameters().get(name).grad(),
            captured.namedParameters().get(name).grad(),
            name + ", run " + i);
      }
    }
    assertEquals(2, step.explain().split("(?m)^graph$").length - 1, "without and with gradients");
  }
}
