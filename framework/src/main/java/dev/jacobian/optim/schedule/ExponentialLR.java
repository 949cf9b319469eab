package dev.jacobian.optim.schedule;

/**
 * Multiplies the rate by {@code gamma} at every position: {@code base * gamma^position}. PyTorch
 * equivalent: {@code torch.optim.lr_scheduler.ExponentialLR}.
 *
 * @param gamma factor, above 0
 */
public record ExponentialLR(double gamma) implements Schedule {
  /** Checks the range. */
  public ExponentialLR {
    ScheduleChecks.requirePositive("ExponentialLR", "gamma", gamma);
  }

  @Override
  public double rate(double base, long position) {
    return base * Math.pow(gamma, (double) position);
  }
}
