package dev.jacobian.trainers.callback;

import dev.jacobian.nn.StateProblems;
import dev.jacobian.shape.StateException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the saved states of callbacks: for those who write a {@link StatefulCallback}. */
public final class CallbackState {
  private CallbackState() {}

  /**
   * Checks names, shapes and types.
   *
   * @param whose what the state belongs to, for the error
   * @throws StateException that lists everything that does not fit
   */
  public static void requireFit(
      String whose, Map<String, TensorSpec> expected, Map<String, Tensor> state) {
    List<String> problems = StateProblems.of(expected, state);
    if (!problems.isEmpty()) {
      throw new StateException(
          "the state does not fit " + whose + ": " + String.join(", ", problems),
          "the state of a callback of the same kind",
          "resume with the callbacks and the model that the run was saved with");
    }
  }

  /** Returns the tensors whose names begin with a prefix, without it. */
  static Map<String, Tensor> part(Map<String, Tensor> state, String prefix) {
    Map<String, Tensor> part = new LinkedHashMap<>();
    state.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), tensor);
          }
        });
    return part;
  }

  /** Returns a number that has been checked to be there. */
  public static double number(Map<String, Tensor> state, String name) {
    return found(state, name).toDoubleArray()[0];
  }

  /** Returns a whole number that has been checked to be there. */
  public static long count(Map<String, Tensor> state, String name) {
    return found(state, name).toLongArray()[0];
  }

  private static Tensor found(Map<String, Tensor> state, String name) {
    Tensor tensor = state.get(name);
    if (tensor == null) {
      throw new IllegalStateException(name + " was not checked");
    }
    return tensor;
  }
}
