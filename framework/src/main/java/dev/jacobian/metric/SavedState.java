package dev.jacobian.metric;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.StateProblems;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.StateException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A saved state that fits the metric it is loaded into. */
final class SavedState {
  private final Map<String, Tensor> tensors;

  private SavedState(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  /**
   * Checks a state.
   *
   * @param metric the metric's name, for the error
   * @param expected names and specs that have to be there, and no others
   */
  static SavedState of(String metric, Map<String, TensorSpec> expected, Map<String, Tensor> state) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(state);
    List<String> problems = StateProblems.of(expected, tensors);
    if (!problems.isEmpty()) {
      throw new StateException(
          "the state does not fit the metric " + metric + ": " + String.join(", ", problems),
          "the state of a metric of the same kind",
          "make the metric with the options that the state was saved with");
    }
    return new SavedState(tensors);
  }

  /**
   * Returns the shape that a vector of a state is expected to have where its length is free: its
   * own.
   *
   * @param length expected if it is no vector
   */
  static Shape vector(@Nullable Tensor saved, long length) {
    return saved != null && saved.shape().rank() == 1 ? saved.shape() : Shape.of(length);
  }

  /** Returns the elements of a float64 tensor. */
  double[] doubles(String name) {
    return Inputs.doubles(tensor(name));
  }

  /** Returns the elements of an int64 tensor. */
  long[] longs(String name) {
    try (MemoryScope scope = MemoryScope.open()) {
      return tensor(name).toLongArray();
    }
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("nobody has asked for " + name);
    }
    return tensor;
  }
}
