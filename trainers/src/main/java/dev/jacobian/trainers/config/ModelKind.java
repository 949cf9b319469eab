package dev.jacobian.trainers.config;

import java.util.Arrays;
import java.util.List;

/** The models that a configuration can name, with the losses that fit them. */
public enum ModelKind {
  /** One linear layer for numbers. */
  LINEAR(LossKind.MSE, false),
  /** One linear layer with one logit. */
  LOGISTIC(LossKind.BCE_WITH_LOGITS, false),
  /** One linear layer with a logit per class. */
  SOFTMAX(LossKind.CROSS_ENTROPY, false),
  /** Hidden layers with an activation between them, for any task. */
  MLP(LossKind.MSE, true);

  private final LossKind loss;
  private final boolean anyTask;

  ModelKind(LossKind loss, boolean anyTask) {
    this.loss = loss;
    this.anyTask = anyTask;
  }

  /** Returns the losses that can train the model. */
  public List<LossKind> losses() {
    return Arrays.stream(LossKind.values())
        .filter(other -> anyTask || other.task() == loss.task())
        .toList();
  }

  /**
   * Returns whether the loss can be left out. An MLP's must be named, since it decides what its
   * outputs are.
   */
  public boolean hasDefaultLoss() {
    return !anyTask;
  }

  /** Returns the loss that is used when none is named. */
  public LossKind defaultLoss() {
    return loss;
  }
}
