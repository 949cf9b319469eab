package dev.jacobian.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.data.DataLoader;
import dev.jacobian.nn.BatchNorm1d;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.AveragedModel;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BestWeights;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.Monitor;
import dev.jacobian.trainers.strategy.CompileMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Averages in the trainer are those of a loop by hand, and what is judged. */
class WeightAveragingTest {
  private static final int EPOCHS = 4;

  private static Sequential network() {
    return new Sequential(
        new Linear(2, 5, new Generator(1)), new BatchNorm1d(5), new Linear(5, 1, new Generator(2)));
  }

  private static DataLoader loader() {
    return DataLoader.of(Problems.plane(24, 7), DataLoader.Options.of(8));
  }

  private static double judged(Module model) {
    try (DataLoader rows = loader()) {
      return Evaluator.scores(
              model, new MSELoss(), rows, List.of(), units -> units, CompileMode.OFF)
          .get("loss");
    }
  }

  /** Trains, and adds the loss on the rows after each epoch, as it should be judged. */
  private static AveragedModel byHand(boolean isEma, List<Double> losses) {
    Sequential model = network();
    AveragedModel average =
        (isEma ? AveragedModel.ema(network(), 0.8) : AveragedModel.swa(network())).withBuffers();
    SGD optimizer = new SGD(model.parameters(), 0.05);
    try (DataLoader rows = loader()) {
      for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        for (var batch : rows) {
          optimizer.zeroGrad();
          new MSELoss().forward(model.forward(batch.inputs()), batch.targets()).backward();
          optimizer.step();
          if (isEma) {
            average.update(model);
          }
        }
        if (!isEma && epoch >= 2) {
          average.update(model);
        }
        losses.add(judged(average.updates() > 0 ? average.module() : model));
        model.train();
      }
    }
    return average;
  }

  private static void requireClose(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    expected.forEach(
        (name, tensor) ->
            assertArrayEquals(
                tensor.toDoubleArray(), actual.get(name).toDoubleArray(), 1e-5, name));
  }

  private static void requireAveraged(boolean isEma, CompileMode compile, Callback... callbacks) {
    List<Double> losses = new ArrayList<>();
    AveragedModel expected = byHand(isEma, losses);
    Sequential model = network();
    TrainerOptions options = TrainerOptions.of(EPOCHS).withCompile(compile);
    Trainer trainer =
        new Trainer(model, new MSELoss(), new SGD(model.parameters(), 0.05), options)
            .with(isEma ? new WeightAveraging.Ema(0.8) : new WeightAveraging.Swa(2))
            .with(callbacks);
    try (DataLoader train = loader();
        DataLoader validation = loader()) {
      TrainResult result = trainer.fit(train, validation);
      assertArrayEquals(
          losses.stream().mapToDouble(each -> each).toArray(),
          result.history().stream().mapToDouble(each -> each.score("validation_loss")).toArray(),
          1e-5);
    }
    requireClose(expected.module().stateDict(), model.stateDict());
    assertEquals(losses.get(EPOCHS - 1), judged(model), 1e-5);
  }

  @ParameterizedTest
  @EnumSource(
      value = CompileMode.class,
      names = {"ON", "OFF"})
  void averagesAreJudgedAndWhatTheModelEndsWith(CompileMode compile) {
    requireAveraged(true, compile);
    requireAveraged(false, compile);
  }

  /** The loss falls in each epoch, so that the best weights are the last averages. */
  @ParameterizedTest
  @EnumSource(
      value = CompileMode.class,
      names = {"ON", "OFF"})
  void theBestWeightsAreAverages(CompileMode compile) {
    requireAveraged(true, compile, new BestWeights(Monitor.lowest("validation_loss")));
    requireAveraged(true, compile, new BestWeights(Monitor.lowest("train_loss")));
  }
}
