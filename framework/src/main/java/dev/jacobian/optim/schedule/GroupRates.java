package dev.jacobian.optim.schedule;

import dev.jacobian.autograd.Recording;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.ParameterGroup;
import dev.jacobian.shape.AutogradException;
import java.util.Arrays;
import java.util.List;

/** The learning rates of an optimizer's groups. */
final class GroupRates {
  private final List<ParameterGroup<?>> groups;

  GroupRates(Optimizer optimizer) {
    this.groups = optimizer.groups();
  }

  double[] get() {
    return groups.stream().mapToDouble(ParameterGroup::learningRate).toArray();
  }

  void set(double[] rates) {
    for (int i = 0; i < rates.length; i++) {
      groups.get(i).setLearningRate(rates[i]);
    }
  }

  /** Returns whether all can be learning rates. */
  static boolean areValid(double[] rates) {
    return Arrays.stream(rates).allMatch(rate -> rate >= 0 && rate < Double.POSITIVE_INFINITY);
  }

  /** Checks that no function is being captured, whose later runs would not come here. */
  static void requireNoCapture(String scheduler) {
    if (Recording.isActive()) {
      throw new AutogradException(
          scheduler + ": step() inside a compiled function, which repeats tensor ops only",
          "a call between the steps",
          "call it after the compiled function has run; the new rate counts from the next run on");
    }
  }
}
