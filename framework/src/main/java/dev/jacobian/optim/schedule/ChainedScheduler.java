package dev.jacobian.optim.schedule;

import dev.jacobian.shape.OptionException;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Schedules all at once: what one gives is the base of the next. Of schedules that multiply the
 * base the factors are multiplied, as PyTorch's are; a minimum is one of the rate that arrives.
 * PyTorch equivalent: {@code torch.optim.lr_scheduler.ChainedScheduler}.
 *
 * @param schedules at least one
 */
public record ChainedScheduler(List<Schedule> schedules) implements Schedule {
  /** Copies the list and checks it. */
  public ChainedScheduler {
    schedules = List.copyOf(schedules);
    if (schedules.isEmpty()) {
      throw new OptionException("ChainedScheduler: no schedules", "at least one");
    }
  }

  /** Chains schedules. */
  public static ChainedScheduler of(Schedule... schedules) {
    return new ChainedScheduler(List.of(schedules));
  }

  @Override
  public double rate(double base, long position) {
    double rate = base;
    for (Schedule schedule : schedules) {
      rate = schedule.rate(rate, position);
    }
    return rate;
  }

  /** Returns the momentum of the last schedule that gives one. */
  @Override
  public OptionalDouble momentum(long position) {
    OptionalDouble momentum = OptionalDouble.empty();
    for (Schedule schedule : schedules) {
      OptionalDouble given = schedule.momentum(position);
      momentum = given.isPresent() ? given : momentum;
    }
    return momentum;
  }
}
