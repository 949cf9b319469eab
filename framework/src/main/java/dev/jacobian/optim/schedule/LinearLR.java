package dev.jacobian.optim.schedule;

/**
 * Moves the rate along a line from {@code base * startFactor} at 0 to {@code base * endFactor} at
 * {@code steps}, where it stays; usually a warm-up. PyTorch equivalent: {@code
 * torch.optim.lr_scheduler.LinearLR}.
 *
 * @param startFactor factor at 0, in [0, 1]
 * @param endFactor factor from {@code steps} on, in [0, 1]
 * @param steps positions of the line, at least 1; PyTorch's {@code total_iters}
 */
public record LinearLR(double startFactor, double endFactor, long steps) implements Schedule {
  /** Checks the ranges. */
  public LinearLR {
    ScheduleChecks.requireFraction("LinearLR", "start factor", startFactor);
    ScheduleChecks.requireFraction("LinearLR", "end factor", endFactor);
    ScheduleChecks.requireCount("LinearLR", "steps", steps, 1);
  }

  /** Returns PyTorch's defaults: from 1/3 to 1 in 5 steps. */
  public static LinearLR defaults() {
    return new LinearLR(1.0 / 3, 1, 5);
  }

  /** Returns this schedule with another factor at the start. */
  public LinearLR withStartFactor(double value) {
    return new LinearLR(value, endFactor, steps);
  }

  /** Returns this schedule with another factor at the end. */
  public LinearLR withEndFactor(double value) {
    return new LinearLR(startFactor, value, steps);
  }

  /** Returns this schedule with another number of steps. */
  public LinearLR withSteps(long value) {
    return new LinearLR(startFactor, endFactor, value);
  }

  @Override
  public double rate(double base, long position) {
    double done = (double) Math.min(position, steps) / steps;
    return base * (startFactor + (endFactor - startFactor) * done);
  }
}
