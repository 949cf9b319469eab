package dev.jacobian.trainers;

import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.callback.LearningRateSchedule.Unit;
import java.util.Locale;

/**
 * How often a run judges its model on the rows held out. Whatever the interval, it does so at the
 * end of its last epoch. Lightning equivalents: {@code check_val_every_n_epoch}, {@code
 * val_check_interval}.
 *
 * @param count how many epochs or training steps lie between, at least 1; steps are counted over
 *     the whole run
 * @param unit which of the two
 */
public record ValidationInterval(int count, Unit unit) {
  /** The default: after each epoch. */
  public static final ValidationInterval EVERY_EPOCH = epochs(1);

  /** Checks the number. */
  public ValidationInterval {
    if (count < 1) {
      throw new OptionException(
          "validation every " + count + " " + plural(unit), "at least 1 of them");
    }
  }

  /** Returns an interval of epochs. */
  public static ValidationInterval epochs(int count) {
    return new ValidationInterval(count, Unit.EPOCH);
  }

  /** Returns an interval of training steps. */
  public static ValidationInterval steps(int count) {
    return new ValidationInterval(count, Unit.STEP);
  }

  /** Returns whether it ends with a step that does not end an epoch. */
  boolean endsInside(long step) {
    return unit == Unit.STEP && step % count == 0;
  }

  /** Returns whether it ends with an epoch's last step. */
  boolean endsWith(int epoch, long step) {
    return (unit == Unit.STEP ? step : epoch) % count == 0;
  }

  /** Returns {@code 1 epoch} or {@code 500 steps}. */
  @Override
  public String toString() {
    return count + " " + (count == 1 ? unit.name().toLowerCase(Locale.ROOT) : plural(unit));
  }

  private static String plural(Unit unit) {
    return unit.name().toLowerCase(Locale.ROOT) + "s";
  }
}
