package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;
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
}
