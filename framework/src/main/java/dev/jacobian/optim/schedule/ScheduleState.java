package dev.jacobian.optim.schedule;

import dev.jacobian.nn.StateProblems;
import dev.jacobian.shape.StateException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers as named tensors, and back. */
final class ScheduleState {
  private final String owner;
  private final Map<String, Tensor> saved;

  private ScheduleState(String owner, Map<String, Tensor> saved) {
    this.owner = owner;
    this.saved = saved;
  }

  static Tensor count(long value) {
    return Tensor.of(new long[] {value}, new long[0]);
  }

  static Tensor number(double value) {
    return Tensor.of(new double[] {value}, new long[0]);
  }

  static Tensor numbers(double[] values) {
    return Tensor.of(values);
  }

  /**
   * Takes a saved state.
   *
   * @param owner what it is for
   * @param own the state that it takes the place of, whose names, shapes and dtypes it must have
   * @throws StateException that lists everything that does not fit
   */
  static ScheduleState of(String owner, Map<String, Tensor> own, Map<String, Tensor> saved) {
    Map<String, TensorSpec> expected = new LinkedHashMap<>();
    own.forEach((name, tensor) -> expected.put(name, tensor.variable().spec()));
    List<String> problems = StateProblems.of(expected, saved);
    if (!problems.isEmpty()) {
      throw new StateException(
          "the state does not fit the " + owner + ": " + String.join(", ", problems),
          "the state of a " + owner + " over as many parameter groups",
          "make optimizer and schedule with the options that the state was saved with");
    }
    return new ScheduleState(owner, saved);
  }

  long count(String name) {
    long value = tensor(name).toLongArray()[0];
    if (value < 0) {
      throw new StateException(owner + ": saved " + name + " " + value, "0 or more");
    }
    return value;
  }

  double number(String name) {
    double value = tensor(name).item();
    if (Double.isNaN(value)) {
      throw new StateException(owner + ": saved " + name + " " + value, "a number");
    }
    return value;
  }

  double[] rates(String name) {
    double[] values = tensor(name).toDoubleArray();
    if (!GroupRates.areValid(values)) {
      throw new StateException(
          owner + ": saved " + name + " " + Arrays.toString(values), "finite numbers, 0 or more");
    }
    return values;
  }

  private Tensor tensor(String name) {
    Tensor tensor = saved.get(name);
    if (tensor == null) {
      throw new IllegalStateException(name + " was removed while the state was being loaded");
    }
    return tensor;
  }
}
