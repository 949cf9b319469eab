package dev.jacobian.trainers.callback;

import java.util.Locale;

/** What rows are used for. */
public enum Phase {
  /** Training: gradients are computed and weights change. */
  TRAIN,
  /** Validation: rows held out, on which the model is only judged. */
  VALIDATION;

  /** The name of the loss among the scores. */
  public static final String LOSS = "loss";

  /** Returns the name of a score of this phase, such as {@code validation_loss}. */
  public String score(String name) {
    return name().toLowerCase(Locale.ROOT) + "_" + name;
  }
}
