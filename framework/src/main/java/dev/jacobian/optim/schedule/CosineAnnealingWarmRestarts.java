package dev.jacobian.optim.schedule;

/**
 * Lowers the rate along half a cosine and starts again at the base, with periods that grow: {@code
 * min + (base - min) * (1 + cos(pi * t / period)) / 2} with t positions since the last restart,
 * where the first period is {@code steps} and each next one {@code multiplier} times as long.
 * Source: Loshchilov and Hutter, ICLR 2017. PyTorch equivalent: {@code
 * torch.optim.lr_scheduler.CosineAnnealingWarmRestarts}.
 *
 * @param steps positions of the first period, at least 1; PyTorch's {@code T_0}
 * @param multiplier how much longer each period is than the one before, at least 1; PyTorch's
 *     {@code T_mult}
 * @param minLearningRate what a period tends to, not negative; PyTorch's {@code eta_min}
 */
public record CosineAnnealingWarmRestarts(long steps, long multiplier, double minLearningRate)
    implements Schedule {
  private static final String NAME = "CosineAnnealingWarmRestarts";

  /** Checks the ranges. */
  public CosineAnnealingWarmRestarts {
    ScheduleChecks.requireCount(NAME, "steps", steps, 1);
    ScheduleChecks.requireCount(NAME, "multiplier", multiplier, 1);
    ScheduleChecks.requireNotNegative(NAME, "minimum learning rate", minLearningRate);
  }

  /** Returns PyTorch's defaults with a first period: all as long, minimum 0. */
  public static CosineAnnealingWarmRestarts of(long steps) {
    return new CosineAnnealingWarmRestarts(steps, 1, 0);
  }

  /** Returns this schedule with periods that grow otherwise. */
  public CosineAnnealingWarmRestarts withMultiplier(long value) {
    return new CosineAnnealingWarmRestarts(steps, value, minLearningRate);
  }

  /** Returns this schedule with another minimum. */
  public CosineAnnealingWarmRestarts withMinLearningRate(double value) {
    return new CosineAnnealingWarmRestarts(steps, multiplier, value);
  }

  @Override
  public double rate(double base, long position) {
    long period = steps;
    long since = position;
    if (multiplier == 1) {
      since %= period;
    }
    while (since >= period) {
      since -= period;
      period = period > Long.MAX_VALUE / multiplier ? Long.MAX_VALUE : period * multiplier;
    }
    double done = (double) since / period;
    return minLearningRate + (base - minLearningRate) * (1 + Math.cos(Math.PI * done)) / 2;
  }
}
