package dev.jacobian.trainers.callback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.metric.MeanAbsoluteError;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MetricScoresTest {
  @Test
  void scoresArePerPhaseAndInTheUnitsAskedFor() {
    MetricScores metrics = new MetricScores(List.of(new MeanAbsoluteError()), x -> x.mul(10));
    assertEquals(Map.of("train_mae", 20.0), phase(metrics, Phase.TRAIN, 1, 3));
    assertEquals(Map.of("validation_mae", 10.0), phase(metrics, Phase.VALIDATION, 5, 6));
  }

  @Test
  void oneMetricTwiceIsAnError() {
    MetricScores metrics = new MetricScores(new MeanAbsoluteError(), new MeanAbsoluteError());
    assertEquals(
        "the score 'train_mae' was computed twice in one epoch; expected each score once; fix: remove one of the"
            + " metrics",
        assertThrows(StateException.class, () -> phase(metrics, Phase.TRAIN, 1, 2)).getMessage());
  }

  @Test
  void clippingLimitsTheNormOfAllGradientsTogether() {
    Linear model = new Linear(2, 1, new Generator(1));
    List<Parameter> parameters = model.parameters();
    parameters.get(0).tensor().setGrad(Tensor.of(new float[] {3, 0}, 1, 2));
    parameters.get(1).tensor().setGrad(Tensor.of(new float[] {4}, 1));
    new GradientClipping(1).transform(parameters);
    assertEquals(0.6f, parameters.get(0).grad().toFloatArray()[0], 1e-5f);
    assertEquals(0.8f, parameters.get(1).grad().toFloatArray()[0], 1e-5f);
    parameters.get(1).tensor().setGrad(Tensor.of(new float[] {Float.NaN}, 1));
    assertThrows(NumericException.class, () -> new GradientClipping(1).transform(parameters));
    assertEquals(
        "gradient clipping: maximum norm 0.0; expected a number above 0",
        assertThrows(OptionException.class, () -> new GradientClipping(0)).getMessage());
  }

  private static Map<String, Double> phase(
      Callback metrics, Phase phase, float prediction, float target) {
    ScoreBoard board = new ScoreBoard();
    metrics.phaseStarted(new PhaseStarted(phase, 1));
    BatchOutput output =
        new BatchOutput(
            Tensor.of(new float[] {prediction}, 1, 1), Tensor.of(new float[] {target}, 1, 1));
    metrics.batchFinished(
        new BatchFinished(
            phase, 1, 1, 1, 1, 1, 0, 1, 0.1, OptionalDouble.empty(), List.of(output)));
    metrics.phaseFinished(new PhaseFinished(phase, 1, board));
    return board.scores();
  }
}
