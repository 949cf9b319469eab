package dev.jacobian.trainers.saved;

import java.util.List;

/**
 * Which columns of the input are copied beside the predictions.
 *
 * @param all whether all are
 * @param names those that are, if not all
 */
public record KeptColumns(boolean all, List<String> names) {
  /** Copies the list. */
  public KeptColumns {
    names = List.copyOf(names);
  }

  /** Returns the choice of no column. */
  public static KeptColumns none() {
    return new KeptColumns(false, List.of());
  }
}
