package dev.jacobian.trainers.callback;

import dev.jacobian.tensor.Single;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/**
 * What a model gave for some rows, and what was wanted.
 *
 * @param predictions the model's outputs, without a place on the tape; the rows lie along the first
 *     axis
 * @param targets what the loss compared them with
 */
public record BatchOutput(List<Tensor> predictions, List<Tensor> targets) {
  /** Copies the lists. */
  public BatchOutput {
    predictions = List.copyOf(predictions);
    targets = List.copyOf(targets);
  }

  /** What a model with one output gave, and the one target. */
  public BatchOutput(Tensor prediction, Tensor target) {
    this(List.of(prediction), List.of(target));
  }

  /**
   * Returns the output of a model that has one.
   *
   * @throws dev.jacobian.shape.OptionException if it has several
   */
  public Tensor prediction() {
    return Single.of(predictions, "the model", "outputs", "take one of predictions()");
  }

  /**
   * Returns the target of a batch that has one.
   *
   * @throws dev.jacobian.shape.OptionException if it has none or several
   */
  public Tensor target() {
    return Single.of(targets, "the batch", "targets", "take one of targets()");
  }
}
