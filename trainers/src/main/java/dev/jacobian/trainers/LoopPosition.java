package dev.jacobian.trainers;

/**
 * How far a run is: what the loop itself has to remember.
 *
 * @param epoch the epoch that is under way, or comes next, from 1
 * @param batch how many of its training batches are done
 * @param step how many training steps the run has done
 * @param rows the rows of the epoch's batches that are done
 * @param lossSum the sum of their losses
 */
record LoopPosition(int epoch, long batch, long step, long rows, double lossSum) {
  static final LoopPosition START = new LoopPosition(1, 0, 0, 0, 0);

  /** Returns the position after another batch. */
  LoopPosition afterBatch(long batchRows, double meanLoss) {
    return new LoopPosition(
        epoch, batch + 1, step + 1, rows + batchRows, lossSum + meanLoss * batchRows);
  }

  /** Returns the beginning of the next epoch. */
  LoopPosition nextEpoch() {
    return new LoopPosition(epoch + 1, 0, step, 0, 0);
  }

  /** Returns whether the epoch is under way. */
  boolean isInside() {
    return batch > 0;
  }
}
