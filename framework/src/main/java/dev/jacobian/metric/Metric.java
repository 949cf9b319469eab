package dev.jacobian.metric;

import dev.jacobian.tensor.Single;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A measure of predictions that is fed batch by batch. It accumulates in float64 on the CPU and
 * records nothing on the tape. For use by one thread; several threads feed one each and {@link
 * #merge} them.
 *
 * <p>The value does not depend on how rows were divided into batches, up to float64 rounding.
 * Before the first row it is NaN. A NaN is never hidden: each metric says what one in a prediction
 * does. PyTorch equivalent: a {@code torchmetrics} metric.
 */
public interface Metric {
  /** Returns the short name that reports use, such as {@code mse}. */
  String name();

  /**
   * Adds rows.
   *
   * @throws dev.jacobian.shape.ShapeException if the shapes do not fit each other
   */
  void update(Tensor prediction, Tensor target);

  /**
   * Adds rows of a model with any number of outputs; by itself a metric is one of a model with one,
   * and {@link OutputMetric} one of the others'.
   *
   * @param predictions in the order of the model's outputs
   * @param targets in the order of the batch
   * @throws dev.jacobian.shape.OptionException if there are several
   */
  default void update(List<Tensor> predictions, List<Tensor> targets) {
    String owner = name() + ": the batch";
    String fix = "say which: OutputMetric.of(\"name\", 0, metric)";
    update(
        Single.of(predictions, owner, "outputs", fix), Single.of(targets, owner, "targets", fix));
  }

  /** Returns the value over all rows since the last reset. */
  double value();

  /** Forgets all rows. */
  void reset();

  /**
   * Adds the rows that another metric has seen.
   *
   * @throws dev.jacobian.shape.StateException if it is of another kind
   */
  void merge(Metric other);

  /**
   * Returns what {@link #loadStateDict} needs to go on exactly here: sums in float64, counts in
   * int64. Options, such as a number of classes, are not part of it. PyTorch equivalent: {@code
   * torchmetrics.Metric.state_dict}.
   */
  Map<String, Tensor> stateDict();

  /**
   * Takes over the rows that another metric of the same kind and options had seen, in place of its
   * own.
   *
   * @param state on any device
   * @throws dev.jacobian.shape.StateException if a name, shape or dtype does not fit; then nothing
   *     has changed
   */
  void loadStateDict(Map<String, Tensor> state);
}
