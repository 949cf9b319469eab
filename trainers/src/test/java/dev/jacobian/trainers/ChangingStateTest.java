package dev.jacobian.trainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.CompileSettings;
import dev.jacobian.data.DataLoader;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.EpochStarted;
import dev.jacobian.trainers.callback.GradientTransform;
import dev.jacobian.trainers.strategy.CompileMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Trainings whose callbacks change fields that steps compute with, compiled as eager. */
@DisabledIfSystemProperty(
    named = CompileSettings.PROPERTY,
    matches = "off",
    disabledReason = "functions are not compiled where jacobian.compile is off")
class ChangingStateTest {
  private static final int EPOCHS = 24;

  /** Warms up, cools down, and counts its calls. */
  private static final class Curriculum extends Module {
    private final Linear first = register("first", new Linear(2, 6, new Generator(1)));
    private final Dropout dropout = register("dropout", new Dropout(0.2, new Generator(2)));
    private final Linear second = register("second", new Linear(6, 1, new Generator(3)));
    int epoch;
    double temperature = 1;
    private long calls;

    @Override
    public Tensor forward(Tensor input) {
      calls++;
      Tensor hidden = first.forward(input);
      hidden = epoch < 11 ? hidden.tanh() : dropout.forward(hidden.relu());
      return second.forward(hidden).div(temperature);
    }
  }

  private static final class Weighted implements Loss {
    private final Loss inner = new MSELoss();
    private float weight = 1;

    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
      return inner.forward(prediction, target).mul(weight);
    }
  }

  private static final class Shrink implements GradientTransform {
    private double factor = 1;
    private int calls;

    @Override
    public void transform(List<Parameter> parameters) {
      calls++;
      parameters.forEach(parameter -> parameter.grad().mulInPlace(factor));
    }
  }

  /** Returns the loss of each batch. */
  private static List<Double> losses(CompileMode mode) {
    Curriculum model = new Curriculum();
    Weighted loss = new Weighted();
    Shrink shrink = new Shrink();
    List<Double> losses = new ArrayList<>();
    Callback changes =
        new Callback() {
          @Override
          public void epochStarted(EpochStarted event) {
            model.epoch = event.epoch();
            model.temperature = event.epoch() < 5 ? 1 : 1.5;
            loss.weight = event.epoch() < 15 ? 1 : 2;
            shrink.factor = event.epoch() < 20 ? 1 : 0.5;
          }

          @Override
          public void batchFinished(BatchFinished event) {
            losses.add((double) event.loss());
          }
        };
    DataLoader rows = Problems.loader(Problems.plane(40, 3), 8);
    new Trainer(
            model,
            loss,
            new Adam(model.parameters(), 0.02),
            TrainerOptions.of(EPOCHS).withCompile(mode))
        .with(changes, shrink)
        .fit(rows, rows);
    return losses;
  }

  @Test
  void everyBatchIsComputedAsByEagerSteps() {
    List<Double> eager = losses(CompileMode.OFF);
    List<Double> compiled = losses(CompileMode.ON);
    assertTrue(eager.size() >= 2 * 5 * EPOCHS, eager.size() + " batches");
    assertEquals(eager.size(), compiled.size());
    for (int i = 0; i < eager.size(); i++) {
      assertEquals(eager.get(i), compiled.get(i), 1e-4 * (1 + eager.get(i)), "batch " + i);
    }
  }
}
