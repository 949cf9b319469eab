package dev.jacobian.trainers.run;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.prepare.ColumnEncoding;
import dev.jacobian.data.prepare.Standardizer;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.models.RegressionSummary;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.DataException;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.kind.LossKind;
import dev.jacobian.trainers.saved.TablePreparation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Sets a linear regression that was trained beside the one that ordinary least squares finds in
 * closed form on the same rows.
 *
 * <p>The inputs of a one-hot column sum to 1, so only the differences between their coefficients
 * mean anything. The first category is what the others are compared with, as in R: {@code sex=male
 * vs female} says by how much the target is larger.
 */
public final class LinearReport {
  /** More rows than this are not worth the memory of a second copy beside the model's. */
  static final long MOST_ROWS = 100_000;

  /** One-hot columns can be many times as wide as the file. */
  private static final long MOST_NUMBERS = 1L << 26;

  private LinearReport() {}

  /**
   * A coefficient of the table.
   *
   * @param name as it is shown
   * @param input the place of its input
   * @param reference the input whose coefficient it is compared with; negative if there is none
   */
  private record Coefficient(String name, int input, int reference) {
    double of(double[] weights) {
      return weights[input] - (reference < 0 ? 0 : weights[reference]);
    }
  }

  private static List<Coefficient> coefficients(TableEncoder encoder) {
    List<Coefficient> kept = new ArrayList<>();
    for (int column = 0; column < encoder.schema().size(); column++) {
      Feature feature = encoder.schema().features().get(column);
      int start = encoder.start(column);
      if (isOneHot(encoder, column) && feature.type() instanceof CategoryType categories) {
        String against = " vs " + categories.names().get(0);
        for (int i = 1; i < categories.names().size(); i++) {
          kept.add(
              new Coefficient(encoder.inputNames().get(start + i) + against, start + i, start));
        }
      } else {
        for (int i = 0; i < encoder.encodings().get(column).inputNames(feature).size(); i++) {
          kept.add(new Coefficient(shown(encoder.inputNames().get(start + i)), start + i, -1));
        }
      }
    }
    return kept;
  }

  /** Returns the inputs that others are compared with. */
  private static List<Integer> references(TableEncoder encoder) {
    return IntStream.range(0, encoder.schema().size())
        .filter(column -> isOneHot(encoder, column))
        .mapToObj(encoder::start)
        .toList();
  }

  private static boolean isOneHot(TableEncoder encoder, int column) {
    return encoder.encodings().get(column) instanceof ColumnEncoding.OneHot;
  }

  /**
   * Returns the coefficients of a run in the data's own units, with their statistics; empty if
   * there is nothing to compare: the model is no linear regression with one target and a squared
   * loss, or least squares has no single solution.
   */
  public static Optional<RegressionSummary> of(TrainingRun run) {
    RunConfig config = run.config();
    if (!(run.model() instanceof Linear model)
        || config.loss().kind() != LossKind.MSE
        || run.data().raw().isEmpty()
        || run.data().preparation().outputs() != 1) {
      return Optional.empty();
    }
    Dataset raw = run.data().raw().get();
    TablePreparation preparation = run.data().preparation().table();
    if (raw.size() * preparation.inputNames().size() > MOST_NUMBERS) {
      return Optional.empty();
    }
    double[] weights = slopes(model, preparation);
    List<Coefficient> kept = coefficients(preparation.encoder());
    double[] slopes = kept.stream().mapToDouble(one -> one.of(weights)).toArray();
    double[] means =
        preparation.features().map(Standardizer::mean).orElse(new double[weights.length]);
    double[] centre = kept.stream().mapToDouble(one -> means[one.input]).toArray();
    double level = level(model, preparation);
    for (int input : references(preparation.encoder())) {
      level += weights[input];
    }
    double[] inputs;
    double[] targets;
    try (MemoryScope scope = MemoryScope.open()) {
      Batch all = raw.gather(LongStream.range(0, raw.size()).toArray());
      inputs = all.inputs().toDoubleArray();
      targets = all.targets().toDoubleArray();
    }
    double[][] rows = new double[targets.length][];
    for (int i = 0; i < rows.length; i++) {
      int start = i * weights.length;
      rows[i] = kept.stream().mapToDouble(one -> inputs[start + one.input]).toArray();
    }
    try {
      return Optional.of(
          RegressionSummary.of(
              rows, targets, kept.stream().map(Coefficient::name).toList(), centre, level, slopes));
    } catch (DataException e) {
      return Optional.empty();
    }
  }

  /** Undoes the scaling of {@code (y - m_y) / s_y = b + sum w_i (x_i - m_i) / s_i}: the slopes. */
  private static double[] slopes(Linear model, TablePreparation preparation) {
    double[] slopes = model.weight().tensor().toDoubleArray();
    double scale = preparation.targets().map(s -> s.std()[0]).orElse(1.0);
    double[] deviations = preparation.features().map(s -> s.std()).orElse(null);
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] *= deviations == null ? scale : scale / deviations[i];
    }
    return slopes;
  }

  /** Undoes the scaling: the line's value at the means of the features, if they are scaled. */
  private static double level(Linear model, TablePreparation preparation) {
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
