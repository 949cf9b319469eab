package dev.jacobian.trainers;

import dev.jacobian.trainers.strategy.StepOutcome;

/**
 * How far a run is: what the loop itself has to remember.
 *
 * @param epoch the epoch that is under way, or comes next, from 1
 * @param batch how many of its training batches are done
 * @param step how many training steps the run has done
 * @param rows the rows of the epoch's batches that are done
 * @param loss their loss
 */
record LoopPosition(int epoch, long batch, long step, long rows, MeanLoss loss) {
  static final LoopPosition START = new LoopPosition(1, 0, 0, 0, MeanLoss.NONE);

  /** Returns the position after another batch. */
  LoopPosition afterBatch(StepOutcome outcome) {
    return new LoopPosition(epoch, batch + 1, step + 1, rows + outcome.rows(), loss.plus(outcome));
  }

  /** Returns the beginning of the next epoch. */
  LoopPosition nextEpoch() {
    return new LoopPosition(epoch + 1, 0, step, 0, MeanLoss.NONE);
  }

  /** Returns whether the epoch is under way. */
  boolean isInside() {
    return batch > 0;
  }
}
