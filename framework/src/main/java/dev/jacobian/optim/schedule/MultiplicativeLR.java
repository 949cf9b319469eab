package dev.jacobian.optim.schedule;

import java.util.function.LongToDoubleFunction;

/**
 * Multiplies the rate by a function of each position after the first: {@code base * factor(1) *
 * factor(2) * ... * factor(position)}. PyTorch equivalent: {@code
 * torch.optim.lr_scheduler.MultiplicativeLR}.
 */
public final class MultiplicativeLR implements Schedule {
  private final LongToDoubleFunction factor;

  /** The last product, since the next one is asked for as a rule. */
  private volatile Product last = new Product(0, 1);

  private record Product(long position, double value) {}

  /**
   * Makes the schedule.
   *
   * @param factor gives the same number each time it is asked about a position, 0 or more
   */
  public MultiplicativeLR(LongToDoubleFunction factor) {
    this.factor = factor;
  }

  @Override
  public double rate(double base, long position) {
    Product from = last;
    // Always the same products from the left, wherever it begins: a resumed run has the same bits.
    double value = from.position <= position ? from.value : 1;
    for (long i = from.position <= position ? from.position + 1 : 1; i <= position; i++) {
      value *= factor.applyAsDouble(i);
    }
    last = new Product(position, value);
    return base * value;
  }
}
