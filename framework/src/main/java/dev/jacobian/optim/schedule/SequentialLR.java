package dev.jacobian.optim.schedule;

import dev.jacobian.shape.OptionException;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Schedules one after another: at each milestone the next one takes over, at its position 0.
 * PyTorch equivalent: {@code torch.optim.lr_scheduler.SequentialLR}.
 *
 * @param schedules at least one
 * @param milestones where the second, third, ... begins: positions above 0, rising
 */
public record SequentialLR(List<Schedule> schedules, List<Long> milestones) implements Schedule {
  /** Copies the lists and checks them. */
  public SequentialLR {
    schedules = List.copyOf(schedules);
    milestones = List.copyOf(milestones);
    if (schedules.size() != milestones.size() + 1) {
      throw new OptionException(
          "SequentialLR: "
              + schedules.size()
              + " schedules with "
              + milestones.size()
              + " milestones",
          "one milestone for each schedule but the first");
    }
    ScheduleChecks.requireMilestones("SequentialLR", milestones);
  }

  /** Returns a warm-up and what follows when it is over. */
  public static SequentialLR warmUp(LinearLR warmUp, Schedule rest) {
    return new SequentialLR(List.of(warmUp, rest), List.of(warmUp.steps()));
  }

  @Override
  public double rate(double base, long position) {
    int index = ScheduleChecks.reached(milestones, position);
    return schedules.get(index).rate(base, position - start(index));
  }

  @Override
  public OptionalDouble momentum(long position) {
    int index = ScheduleChecks.reached(milestones, position);
    return schedules.get(index).momentum(position - start(index));
  }

  private long start(int index) {
    return index == 0 ? 0 : milestones.get(index - 1);
  }
}
