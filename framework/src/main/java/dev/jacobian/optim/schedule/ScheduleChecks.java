package dev.jacobian.optim.schedule;

import dev.jacobian.shape.OptionException;
import java.util.List;

/** Checks the options of schedules. */
final class ScheduleChecks {
  private ScheduleChecks() {}

  /** Checks a number of positions. */
  static void requireCount(String schedule, String option, long value, long least) {
    if (value < least) {
      throw new OptionException(schedule + ": " + option + " " + value, "at least " + least);
    }
  }

  static void requirePositive(String schedule, String option, double value) {
    if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
      throw new OptionException(schedule + ": " + option + " " + value, "a finite number above 0");
    }
  }

  static void requireNotNegative(String schedule, String option, double value) {
    if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
      throw new OptionException(
          schedule + ": " + option + " " + value, "a finite number, 0 or more");
    }
  }

  /** Checks a fraction. */
  static void requireFraction(String schedule, String option, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new OptionException(schedule + ": " + option + " " + value, "a number in [0, 1]");
    }
  }

  /** Checks the momentums that a schedule cycles between. */
  static void requireMomentums(String schedule, double base, double max) {
    requireFraction(schedule, "base momentum", base);
    requireFraction(schedule, "maximum momentum", max);
    if (max < base) {
      throw new OptionException(
          schedule + ": momentum from " + base + " up to " + max,
          "a maximum that is not below the base");
    }
  }

  /** Checks positions at which something changes. */
  static void requireMilestones(String schedule, List<Long> milestones) {
    long before = 0;
    for (long milestone : milestones) {
      if (milestone <= before) {
        throw new OptionException(
            schedule + ": milestones " + milestones,
            "positions above 0, each above the one before");
      }
      before = milestone;
    }
  }

  /** Returns how many milestones are reached at a position. */
  static int reached(List<Long> milestones, long position) {
    int reached = 0;
    while (reached < milestones.size() && milestones.get(reached) <= position) {
      reached++;
    }
    return reached;
  }
}
