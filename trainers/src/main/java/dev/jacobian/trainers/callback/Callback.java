package dev.jacobian.trainers.callback;

/**
 * Listens to a training run. Every method does nothing unless it is implemented. Callbacks are
 * called in the order in which they were given to the trainer, all on the thread that trains:
 *
 * <pre>
 * runStarted
 *   epochStarted
 *     phaseStarted(TRAIN)       { weights change, batchFinished, stateReady } ...   phaseFinished
 *     phaseStarted(VALIDATION)  { batchFinished } ...                               phaseFinished
 *     validationFinished
 *   epochFinished, stateReady
 * runFinished, or runFailed
 * </pre>
 *
 * <p>If validation comes every so many steps, its two lines stand between batchFinished and
 * stateReady of a training step too, inside of the training phase; if it comes every so many
 * epochs, other epochs do not have them.
 *
 * <p>Two more kinds see each step's gradients before the weights change: {@link GradientTransform},
 * which belongs to the step, and {@link GradientListener}, which keeps it from being compiled.
 *
 * <p>One that remembers something from step to step is a {@link StatefulCallback}, so that a run
 * can go on from where it was saved: then {@code runResumed} follows {@code runStarted}, and in an
 * epoch that goes on in the middle the callbacks are not told of what they know already.
 *
 * <p>An exception thrown by a callback ends the run and reaches the caller.
 */
public interface Callback {
  /** Called once, before the first epoch. */
  default void runStarted(RunStarted event) {}

  /** Called after {@link #runStarted} if the run goes on from a saved state. */
  default void runResumed(RunResumed event) {}

  /** Called before each epoch. */
  default void epochStarted(EpochStarted event) {}

  /** Called before the first batch of the training and of the validation rows. */
  default void phaseStarted(PhaseStarted event) {}

  /** Called after each batch; its tensors live until the method returns. */
  default void batchFinished(BatchFinished event) {}

  /** Called after the last batch of a phase; scores can be added. */
  default void phaseFinished(PhaseFinished event) {}

  /** Called after each validation with its scores; a stop can be requested. */
  default void validationFinished(ValidationFinished event) {}

  /**
   * Called after each epoch with all its scores, among which are those of the last validation in
   * it, if there was one; a stop can be requested.
   */
  default void epochFinished(EpochFinished event) {}

  /**
   * Called after each training step and after each epoch, when all callbacks have been told of it:
   * the run can be saved and stopped here.
   */
  default void stateReady(StateReady event) {}

  /** Called once, after the last epoch. */
  default void runFinished(RunFinished event) {}

  /** Called instead of {@link #runFinished} if an exception ends the run. */
  default void runFailed(RunFailed event) {}
}
