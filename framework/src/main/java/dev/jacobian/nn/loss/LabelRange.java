package dev.jacobian.nn.loss;

import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.OutsideRange;
import dev.jacobian.tensor.Tensor;
import java.util.function.Supplier;

/** Says which label is none of the classes. */
final class LabelRange {
  static final String FIX =
      "number the classes from 0, or give the model as many outputs as there are classes";

  private LabelRange() {}

  /**
   * Returns what a loss picks by its labels.
   *
   * @param labels int64 {@code [n]}
   * @throws DataException if a label is none of the classes
   */
  static Tensor pick(String loss, Supplier<Tensor> picked, Tensor labels, long classes) {
    return OutsideRange.explain(
        labels, classes, picked, outside -> error(loss, classes, outside, FIX));
  }

  /** Returns the error about a label, with a way out of its own. */
  static DataException error(String loss, long classes, OutsideRange outside, String fix) {
    return new DataException(
        loss
            + ": label "
            + outside.number()
            + " at row "
            + outside.position()
            + " of "
            + outside.count()
            + ", with "
            + classes
            + " classes",
        "labels from 0 to " + (classes - 1),
        fix,
        outside.seen());
  }
}
