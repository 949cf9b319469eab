package dev.jacobian.trainers.run;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.Splits;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.metric.Metric;
import dev.jacobian.nn.Module;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.MetricChoice;
import dev.jacobian.trainers.record.Importance;
import dev.jacobian.trainers.saved.Parts;
import dev.jacobian.trainers.saved.TablePreparation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * The importance of a column: by how much a model's score is worse when the values of the column
 * are dealt to the rows in a random order, in the mean over some orders. Columns are those of the
 * file, so the inputs that one category or date becomes are shuffled together. Scikit-learn
 * equivalent: {@code permutation_importance}. Source: Breiman, "Random Forests", Machine Learning
 * 45, 2001.
 */
final class PermutationImportance {
  /** Importances of more columns than these are found only if they are asked for. */
  static final int MOST_COLUMNS = 50;

  /** How many orders are tried of each column, as in scikit-learn. */
  static final int REPEATS = 5;

  /** More rows than these hardly change the numbers. */
  private static final int MOST_ROWS = 2000;

  private static final int MOST_CELLS = 1 << 21;

  private final Module model;
  private final TablePreparation preparation;
  private final MetricChoice score;
  private final int repeats;

  /**
   * Names the model.
   *
   * @param preparation that of its inputs
   * @param score what it is judged by
   * @param repeats how many orders are tried of each column
   */
  PermutationImportance(
      Module model, TablePreparation preparation, MetricChoice score, int repeats) {
    this.model = model;
    this.preparation = preparation;
    this.score = score;
    this.repeats = repeats;
  }

  /**
   * Returns the rows that columns are shuffled of: all, or some that are drawn.
   *
   * @param raw as they are in the file
   */
  static Dataset sample(Dataset raw, int columns, long seed) {
    long most = Math.max(1, Math.min(MOST_ROWS, MOST_CELLS / columns));
    if (raw.size() <= most) {
      return TensorDataset.copyOf(raw);
    }
    double share = (double) most / raw.size();
    return TensorDataset.copyOf(Splits.randomSplit(raw, seed, share, 1 - share).get(0));
  }

  /**
   * Returns the importance of each column.
   *
   * @param rows as they are in the file
   * @param what the rows are, in words
   * @param seed draws the orders
   */
  Importance of(Dataset rows, String what, long seed) {
    boolean wasTraining = model.isTraining();
    model.eval();
    List<Importance.Column> columns = new ArrayList<>();
    try (MemoryScope scope = MemoryScope.open();
        Autograd.Guard mode = Autograd.noGrad()) {
      Batch raw = rows.gather(LongStream.range(0, rows.size()).toArray());
      int count = Math.toIntExact(rows.size());
      int width = preparation.schema().size();
      double[] values = raw.inputs().toDoubleArray();
      Tensor targets = preparation.prepare(raw).targets();
      double whole = score(values, count, width, targets);
      Random random = new Random(seed);
      for (int column = 0; column < width; column++) {
        double[] worse = new double[repeats];
        for (int repeat = 0; repeat < repeats; repeat++) {
          double[] shuffled = shuffled(values, count, width, column, random);
          double value = score(shuffled, count, width, targets);
          worse[repeat] = score.kind().higherIsBetter() ? whole - value : value - whole;
        }
        columns.add(column(preparation.featureNames().get(column), worse, whole));
      }
    }
    if (wasTraining) {
      model.train();
    }
    return new Importance(what, score.name(), columns);
  }

  /**
   * Returns the importance of a column.
   *
   * @param worse by how much the score was worse in each order
   * @param whole the score that it is worse than
   */
  static Importance.Column column(String name, double[] worse, double whole) {
    double sum = Arrays.stream(worse).sum();
    // What scores that cancel leave is their rounding.
    double mean = Math.abs(sum) <= worse.length * Math.ulp(whole) ? 0 : sum / worse.length;
    double square = Arrays.stream(worse).map(w -> (w - mean) * (w - mean)).average().orElse(0);
    return new Importance.Column(name, mean, Math.sqrt(square));
  }

  /** Returns a copy of rows with one column in another order (Fisher and Yates). */
  private static double[] shuffled(
      double[] values, int rows, int width, int column, Random random) {
    double[] shuffled = values.clone();
    for (int i = rows - 1; i > 0; i--) {
      int at = i * width + column;
      int other = random.nextInt(i + 1) * width + column;
      double value = shuffled[at];
      shuffled[at] = shuffled[other];
      shuffled[other] = value;
    }
    return shuffled;
  }

  private double score(double[] values, int rows, int width, Tensor targets) {
    try (MemoryScope scope = MemoryScope.open()) {
      Tensor inputs = preparation.inputs(Tensor.of(values, rows, width));
      Tensor outputs = model.forward(inputs.to(model.device())).cpu();
      Metric metric = Parts.metrics(List.of(score)).get(0);
      metric.update(preparation.inDataUnits(outputs), preparation.inDataUnits(targets));
      return metric.value();
    }
  }
}
