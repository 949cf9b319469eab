package dev.jacobian.optim.schedule;

import java.util.Arrays;
import java.util.List;

/**
 * Multiplies the rate by {@code gamma} at each milestone: {@code base * gamma^(milestones
 * reached)}. PyTorch equivalent: {@code torch.optim.lr_scheduler.MultiStepLR}.
 *
 * @param milestones positions above 0, rising
 * @param gamma factor of each drop, above 0
 */
public record MultiStepLR(List<Long> milestones, double gamma) implements Schedule {
  /** Copies the list and checks it. */
  public MultiStepLR {
    milestones = List.copyOf(milestones);
    ScheduleChecks.requireMilestones("MultiStepLR", milestones);
    ScheduleChecks.requirePositive("MultiStepLR", "gamma", gamma);
  }

  /** Returns PyTorch's defaults with milestones: gamma 0.1. */
  public static MultiStepLR of(long... milestones) {
    return new MultiStepLR(Arrays.stream(milestones).boxed().toList(), 0.1);
  }

  /** Returns this schedule with another factor. */
  public MultiStepLR withGamma(double value) {
    return new MultiStepLR(milestones, value);
  }

  @Override
  public double rate(double base, long position) {
    return base * Math.pow(gamma, ScheduleChecks.reached(milestones, position));
  }
}
