package dev.jacobian.trainers;

import dev.jacobian.io.Checkpoint;

/**
 * What a run goes on from.
 *
 * @param state what was saved
 * @param isChanged whether the run may be another one than was saved, as far as that can be
 * @param hasOwnLearningRate whether the learning rate is the one the optimizer was made with, and
 *     not the saved one
 */
record Resumption(Checkpoint state, boolean isChanged, boolean hasOwnLearningRate) {
  /** Goes on with the same run. */
  static Resumption same(Checkpoint state) {
    return new Resumption(state, false, false);
  }
}
