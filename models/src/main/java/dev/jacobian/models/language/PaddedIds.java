package dev.jacobian.models.language;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.Optional;

/** What models of padded texts are given. */
final class PaddedIds {
  private PaddedIds() {}

  /** Returns what is wrong with ids of tokens and where they are padding, if anything. */
  static Optional<ShapeException> mismatch(Tensor ids, Tensor padding) {
    boolean fits =
        ids.shape().rank() == 2
            && padding.shape().equals(ids.shape())
            && padding.dtype() == DType.BOOL;
    return fits
        ? Optional.empty()
        : Optional.of(
            new ShapeException(
                "ids " + ids.shape() + " and padding " + padding.dtype() + padding.shape(),
                "[n, t] of both, a bool for each id that is true where it is padding"));
  }
}
