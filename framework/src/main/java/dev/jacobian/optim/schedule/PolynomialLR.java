package dev.jacobian.optim.schedule;

/**
 * Lowers the rate to 0 at {@code steps}, where it stays: {@code base * (1 - position /
 * steps)^power}. PyTorch equivalent: {@code torch.optim.lr_scheduler.PolynomialLR}.
 *
 * @param steps positions until 0, at least 1; PyTorch's {@code total_iters}
 * @param power exponent, above 0; 1 is a line
 */
public record PolynomialLR(long steps, double power) implements Schedule {
  /** Checks the ranges. */
  public PolynomialLR {
    ScheduleChecks.requireCount("PolynomialLR", "steps", steps, 1);
    ScheduleChecks.requirePositive("PolynomialLR", "power", power);
  }

  /** Returns PyTorch's defaults: a line over 5 steps. */
  public static PolynomialLR defaults() {
    return new PolynomialLR(5, 1);
  }

  /** Returns this schedule with another number of steps. */
  public PolynomialLR withSteps(long value) {
    return new PolynomialLR(value, power);
  }

  /** Returns this schedule with another exponent. */
  public PolynomialLR withPower(double value) {
    return new PolynomialLR(steps, value);
  }

  @Override
  public double rate(double base, long position) {
    double left = (double) (steps - Math.min(position, steps)) / steps;
    return base * Math.pow(left, power);
  }
}
