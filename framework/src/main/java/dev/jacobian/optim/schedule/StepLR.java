package dev.jacobian.optim.schedule;

/**
 * Multiplies the rate by {@code gamma} every {@code stepSize} positions: {@code base *
 * gamma^floor(position / stepSize)}. PyTorch equivalent: {@code torch.optim.lr_scheduler.StepLR}.
 *
 * @param stepSize positions from one drop to the next, at least 1
 * @param gamma factor of each drop, above 0
 */
public record StepLR(long stepSize, double gamma) implements Schedule {
  /** Checks the ranges. */
  public StepLR {
    ScheduleChecks.requireCount("StepLR", "step size", stepSize, 1);
    ScheduleChecks.requirePositive("StepLR", "gamma", gamma);
  }

  /** Returns PyTorch's defaults with a step size: gamma 0.1. */
  public static StepLR of(long stepSize) {
    return new StepLR(stepSize, 0.1);
  }

  /** Returns this schedule with another factor. */
  public StepLR withGamma(double value) {
    return new StepLR(stepSize, value);
  }

  @Override
  public double rate(double base, long position) {
    long drops = position / stepSize;
    return base * Math.pow(gamma, (double) drops);
  }
}
