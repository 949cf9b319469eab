package dev.jacobian.trainers.callback;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.nn.Linear;
import dev.jacobian.tensor.Generator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BestWeightsTest {
  @Test
  void theWeightsOfTheBestEpochComeBack() {
    assertArrayEquals(new float[] {2}, weightAfter(5, 1, 3));
    assertArrayEquals(new float[] {3}, weightAfter(5, 4, 3));
  }

  @Test
  void nanIsNeverTheBest() {
    assertArrayEquals(new float[] {2}, weightAfter(Double.NaN, 4, Double.NaN));
  }

  @Test
  void withoutAnyScoreTheLastWeightsStay() {
    assertArrayEquals(new float[] {2}, weightAfter(Double.NaN, Double.NaN));
  }

  /** Sets the weight to the epoch's number in each epoch and returns it after the run. */
  private static float[] weightAfter(double... scores) {
    Linear model = new Linear(1, 1, new Generator(1));
    BestWeights best = new BestWeights(Monitor.lowest("s"));
    best.runStarted(new RunStarted(model, Device.cpu(), scores.length, 1, 1, 0));
    for (int epoch = 1; epoch <= scores.length; epoch++) {
      try (Autograd.Guard mode = Autograd.noGrad()) {
        model.weight().tensor().fillInPlace(epoch);
      }
      EpochScores epochScores = new EpochScores(epoch, Map.of("s", scores[epoch - 1]));
      best.epochFinished(new EpochFinished(epochScores, new StopSignal()));
    }
    best.runFinished(new RunFinished(model, List.of(), Optional.empty()));
    return model.weight().tensor().toFloatArray();
  }
}
