package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.AdamW;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.ParameterGroup;
import dev.jacobian.optim.schedule.LRScheduler;
import dev.jacobian.optim.schedule.ReduceLROnPlateau;
import dev.jacobian.optim.schedule.Schedule;
import dev.jacobian.optim.schedule.ScheduleRows;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Compiled steps follow a schedule as eager ones do, by replaying what was captured once. */
@NeedsCompiler
class ScheduledStepTest {
  private static final int STEPS = 25;
  private static final Tensor X = Tensor.randn(new Generator(5), 6, 3);
  private static final Tensor Y = Tensor.randn(new Generator(6), 6, 2);

  private static Linear model() {
    return new Linear(3, 2, new Generator(1));
  }

  private static Optimizer optimizer(Linear model) {
    return new AdamW(List.of(group(model.weight(), 0.1), group(model.bias(), 0.025)));
  }

  private static ParameterGroup<Adam.Options> group(Parameter parameter, double learningRate) {
    return new ParameterGroup<>(List.of(parameter), AdamW.options(learningRate));
  }

  private static void check(String name, Function<Optimizer, Runnable> schedulers) {
    Linear eager = model();
    Linear captured = model();
    Optimizer eagerOptimizer = optimizer(eager);
    Optimizer optimizer = optimizer(captured);
    Runnable eagerScheduler = schedulers.apply(eagerOptimizer);
    Runnable scheduler = schedulers.apply(optimizer);
    MSELoss loss = new MSELoss();
    Runs calls = new Runs();
    Loss counted =
        (prediction, target) -> {
          calls.count++;
          return loss.forward(prediction, target);
        };
    CompiledStep step = CompiledStep.of(captured, counted, optimizer);
    for (int i = 0; i < STEPS; i++) {
      eagerOptimizer.zeroGrad();
      loss.forward(eager.forward(X), Y).backward();
      eagerOptimizer.step();
      step.run(X, Y);
      for (String part : List.of("weight", "bias")) {
        Agreement.assertClose(
            eager.stateDict().get(part), captured.stateDict().get(part), name + ", step " + i);
      }
      eagerScheduler.run();
      scheduler.run();
      assertArrayEquals(ScheduleRows.rates(eagerOptimizer), ScheduleRows.rates(optimizer));
    }
    // The first run, and one that was compared with it.
    assertEquals(2, calls.count, name + " was captured anew");
  }

  @Test
  void everySchedule() {
    int cases = 0;
    for (Map.Entry<String, List<Schedule>> row : ScheduleRows.schedules().entrySet()) {
      check(row.getKey(), optimizer -> new LRScheduler(optimizer, row.getValue())::step);
      cases++;
    }
    assertEquals(37, cases);
  }

  @Test
  void aPlateau() {
    ReduceLROnPlateau.Options options =
        ReduceLROnPlateau.Options.defaults().withPatience(1).withFactor(0.7);
    check(
        "plateau",
        optimizer -> {
          ReduceLROnPlateau plateau = new ReduceLROnPlateau(optimizer, options);
          return () -> plateau.step(1);
        });
  }
}
