package dev.jacobian.trainers.run;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.Standardizer;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.models.RegressionSummary;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.DataException;
import dev.jacobian.trainers.config.LossKind;
import dev.jacobian.trainers.config.RunConfig;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Sets a linear regression that was trained beside the one that ordinary least squares finds in
 * closed form on the same rows.
 */
public final class LinearReport {
  /** More rows than this are not worth the memory of a second copy beside the model's. */
  static final long MOST_ROWS = 100_000;

  private LinearReport() {}

  /**
   * Returns the coefficients of a run in the data's own units, with their statistics; empty if
   * there is nothing to compare: the model is no linear regression with one target and a squared
   * loss, or least squares has no single solution.
   */
  public static Optional<RegressionSummary> of(TrainingRun run) {
    RunConfig config = run.config();
    Preparation preparation = run.data().preparation();
    if (!(run.model() instanceof Linear model)
        || config.loss().kind() != LossKind.MSE
        || preparation.outputs() != 1
        || run.data().raw().isEmpty()) {
      return Optional.empty();
    }
    Dataset raw = run.data().raw().get();
    double[] slopes = slopes(model, preparation);
    double[] centre =
        preparation.features().map(Standardizer::mean).orElse(new double[slopes.length]);
    double[] inputs;
    double[] targets;
    try (MemoryScope scope = MemoryScope.open()) {
      Batch all = raw.gather(LongStream.range(0, raw.size()).toArray());
      inputs = all.inputs().toDoubleArray();
      targets = all.targets().toDoubleArray();
    }
    double[][] rows = new double[targets.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(inputs, i * slopes.length, (i + 1) * slopes.length);
    }
    try {
      return Optional.of(
          RegressionSummary.of(
              rows,
              targets,
              preparation.inputNames().stream().map(LinearReport::shown).toList(),
              centre,
              level(model, preparation),
              slopes));
    } catch (DataException e) {
      return Optional.empty();
    }
  }

  /** Undoes the scaling of {@code (y - m_y) / s_y = b + sum w_i (x_i - m_i) / s_i}: the slopes. */
  private static double[] slopes(Linear model, Preparation preparation) {
    double[] slopes = model.weight().tensor().toDoubleArray();
    double scale = preparation.targets().map(s -> s.std()[0]).orElse(1.0);
    double[] deviations = preparation.features().map(s -> s.std()).orElse(null);
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] *= deviations == null ? scale : scale / deviations[i];
    }
    return slopes;
  }

  /** Undoes the scaling: the line's value at the means of the features, if they are scaled. */
  private static double level(Linear model, Preparation preparation) {
    Parameter bias = model.bias();
    double scale = preparation.targets().map(s -> s.std()[0]).orElse(1.0);
    double mean = preparation.targets().map(s -> s.mean()[0]).orElse(0.0);
    return mean + (bias == null ? 0 : scale * bias.tensor().item());
  }

  /** A column may have no name, such as the index that pandas writes. */
  private static String shown(String column) {
    return column.isEmpty() ? "''" : column;
  }
}
