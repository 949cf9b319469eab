package dev.jacobian.trainers.callback;

import dev.jacobian.tensor.Tensor;
import java.util.Map;

/**
 * A callback that remembers something from earlier steps or epochs, which a run that goes on
 * elsewhere needs. It is saved and restored with the run.
 */
public interface StatefulCallback extends Callback {
  /** Returns the name that the state is saved under; equal names are told apart by their order. */
  default String stateName() {
    return getClass().getSimpleName();
  }

  /** Returns what it remembers. The tensors may be its own: they are read at once. */
  Map<String, Tensor> stateDict();

  /**
   * Goes on from a saved state; called after {@link #runStarted}.
   *
   * @throws dev.jacobian.shape.StateException if it does not fit
   */
  void loadStateDict(Map<String, Tensor> state);
}
