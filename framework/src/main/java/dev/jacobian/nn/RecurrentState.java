package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The state of a recurrent network between two steps.
 *
 * @param hidden h of each layer and direction, {@code [layers * directions, n, hidden]}; of a cell
 *     {@code [n, hidden]}
 * @param cell c of an {@link LSTM}, of the same shape; null of other networks
 */
public record RecurrentState(Tensor hidden, @Nullable Tensor cell) {
  /** Makes a state without c. */
  public RecurrentState(Tensor hidden) {
    this(hidden, null);
  }

  /**
   * Returns the state as constants, so that backward ends there: between two parts of a long text,
   * which are trained one after the other.
   */
  public RecurrentState detach() {
    return map(Tensor::detach);
  }

  RecurrentState map(UnaryOperator<Tensor> change) {
    return new RecurrentState(change.apply(hidden), cell == null ? null : change.apply(cell));
  }
}
