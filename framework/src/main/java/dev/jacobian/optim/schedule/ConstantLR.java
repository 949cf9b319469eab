package dev.jacobian.optim.schedule;

/**
 * Lowers the rate to {@code base * factor} until {@code steps}, from where on it is the base.
 * PyTorch equivalent: {@code torch.optim.lr_scheduler.ConstantLR}.
 *
 * @param factor factor before {@code steps}, in [0, 1]
 * @param steps positions with the factor, at least 0; PyTorch's {@code total_iters}
 */
public record ConstantLR(double factor, long steps) implements Schedule {
  /** Checks the ranges. */
  public ConstantLR {
    ScheduleChecks.requireFraction("ConstantLR", "factor", factor);
    ScheduleChecks.requireCount("ConstantLR", "steps", steps, 0);
  }

  /** Returns PyTorch's defaults: a third in the first 5 steps. */
  public static ConstantLR defaults() {
    return new ConstantLR(1.0 / 3, 5);
  }

  /** Returns this schedule with another factor. */
  public ConstantLR withFactor(double value) {
    return new ConstantLR(value, steps);
  }

  /** Returns this schedule with another number of steps. */
  public ConstantLR withSteps(long value) {
    return new ConstantLR(factor, value);
  }

  @Override
  public double rate(double base, long position) {
    return position < steps ? base * factor : base;
  }
}
