package dev.jacobian.optim.schedule;

/**
 * Lowers the rate along half a cosine: {@code min + (base - min) * (1 + cos(pi * position / steps))
 * / 2}, which is the base at 0 and the minimum at {@code steps}. From there it rises again to the
 * base at {@code 2 * steps}, and so on, as PyTorch's does. Source: Loshchilov and Hutter, ICLR
 * 2017, without its restarts. PyTorch equivalent: {@code
 * torch.optim.lr_scheduler.CosineAnnealingLR}.
 *
 * @param steps positions from the base to the minimum, at least 1; PyTorch's {@code T_max}
 * @param minLearningRate the minimum, not negative; PyTorch's {@code eta_min}
 */
public record CosineAnnealingLR(long steps, double minLearningRate) implements Schedule {
  /** Checks the ranges. */
  public CosineAnnealingLR {
    ScheduleChecks.requireCount("CosineAnnealingLR", "steps", steps, 1);
    ScheduleChecks.requireNotNegative(
        "CosineAnnealingLR", "minimum learning rate", minLearningRate);
  }

  /** Returns PyTorch's defaults with a number of steps: minimum 0. */
  public static CosineAnnealingLR of(long steps) {
    return new CosineAnnealingLR(steps, 0);
  }

  /** Returns this schedule with another minimum. */
  public CosineAnnealingLR withMinLearningRate(double value) {
    return new CosineAnnealingLR(steps, value);
  }

  @Override
  public double rate(double base, long position) {
    long inPeriod = position % (2 * steps);
    return minLearningRate
        + (base - minLearningRate) * (1 + Math.cos(Math.PI * inPeriod / steps)) / 2;
  }
}
