package dev.jacobian.optim.schedule;

import dev.jacobian.autograd.Recording;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.ParameterGroup;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.OptionException;
import java.util.Arrays;
import java.util.List;

/** The learning rates and momentums of an optimizer's groups. */
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

  /** Sets the momentums of groups whose schedules have any. */
  void setMomentums(List<Schedule> schedules, long position) {
    for (int i = 0; i < schedules.size(); i++) {
      schedules.get(i).momentum(position).ifPresent(groups.get(i)::setMomentum);
    }
  }

  /** Checks that every group whose schedule begins with a momentum has one. */
  void requireMomentums(List<Schedule> schedules) {
    for (int i = 0; i < schedules.size(); i++) {
      if (schedules.get(i).momentum(0).isPresent() && groups.get(i).momentum().isEmpty()) {
        throw new OptionException(
            schedules.get(i).getClass().getSimpleName()
                + " cycles the momentum, and the optimizer has none: "
                + groups.get(i).options(),
            "an optimizer with a momentum above 0, or with beta1",
            Fix.of(
                "options.withMomentum(0.9), or schedule.withCycleMomentum(false)",
                "set optimizer.momentum, or schedule.cycleMomentum to false"));
      }
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
