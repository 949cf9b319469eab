package dev.jacobian.trainers.config.kind;

/** The losses that a configuration can name. */
public enum LossKind {
  /** Mean squared error. */
  MSE(Task.REGRESSION),
  /** Mean absolute error. */
  L1(Task.REGRESSION),
  /** Squared near zero, absolute beyond {@code delta}. */
  HUBER(Task.REGRESSION),
  /** Squared near zero, absolute beyond {@code beta}, with a slope of 1. */
  SMOOTH_L1(Task.REGRESSION),
  /** Negative log likelihood of counts, whose mean is e to the power of what the model gives. */
  POISSON_NLL(Task.REGRESSION),
  /** Cross-entropy of a softmax over logits. */
  CROSS_ENTROPY(Task.CLASSES),
  /** Binary cross-entropy of a sigmoid over one logit. */
  BCE_WITH_LOGITS(Task.BINARY);

  private final Task task;

  LossKind(Task task) {
    this.task = task;
  }

  /** Returns what the outputs of a model trained with this loss are. */
  public Task task() {
    return task;
  }
}
