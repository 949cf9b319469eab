package dev.jacobian.trainers.callback;

import dev.jacobian.shape.OptionException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Ends a run after the first step that ends later than some time after its start. A run that goes
 * on from a saved state has the whole time anew. Lightning equivalent: {@code Timer}.
 */
public final class TimeLimit implements Callback {
  private final Duration limit;
  private final LongSupplier nanoTime;
  private long start;

  /**
   * Limits the time.
   *
   * @param limit above zero
   * @throws OptionException if it is not
   */
  public TimeLimit(Duration limit) {
    this(limit, System::nanoTime);
  }

  TimeLimit(Duration limit, LongSupplier nanoTime) {
    if (limit.isNegative() || limit.isZero()) {
      throw new OptionException("time limit " + limit, "a time above zero");
    }
    this.limit = limit;
    this.nanoTime = nanoTime;
  }

  @Override
  public void runStarted(RunStarted event) {
    start = nanoTime.getAsLong();
  }

  @Override
  public void stateReady(StateReady event) {
    if (nanoTime.getAsLong() - start >= limit.toNanos()) {
      BigDecimal seconds = BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros();
      event.stop().request("the time limit of " + seconds.toPlainString() + " s is over");
    }
  }
}
