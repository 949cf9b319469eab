package dev.jacobian.trainers.callback;

/**
 * A callback that watches one score. One of the rows held out is there after each validation, one
 * of training after each epoch.
 */
abstract class ScoreCallback implements StatefulCallback {
  private final String score;
  private boolean hasValidation;

  /**
   * Watches a score.
   *
   * @param score its name, such as {@code validation_loss}
   */
  ScoreCallback(String score) {
    this.score = score;
  }

  /** Called with each new value of the score. */
  abstract void judge(EpochScores scores, double value, StopSignal stop);

  @Override
  public void runStarted(RunStarted event) {
    hasValidation = event.validationRows() > 0;
  }

  @Override
  public void validationFinished(ValidationFinished event) {
    if (isOfValidation()) {
      judge(event.scores(), event.scores().score(score), event.stop());
    }
  }

  @Override
  public void epochFinished(EpochFinished event) {
    if (!isOfValidation()) {
      judge(event.scores(), event.scores().score(score), event.stop());
    }
  }

  /** In a run that holds no rows out, the score has to be there after each epoch like any other. */
  private boolean isOfValidation() {
    return hasValidation && score.startsWith(Phase.VALIDATION.score(""));
  }
}
