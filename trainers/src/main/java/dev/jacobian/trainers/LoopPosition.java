package dev.jacobian.trainers;

/**
 * How far a run is: what the loop itself has to remember.
 *
 * @param epoch the epoch that is under way, or comes next, from 1
 * @param batch how many of its training batches are done
 * @param step how many training steps the run has done
 * @param rows the rows of the epoch's batches that are done
 * @param lossSum the sum of their losses, each times its weight
 * @param lossWeight the sum of these weights
 */
record LoopPosition(
    int epoch, long batch, long step, long rows, double lossSum, double lossWeight) {
  static final LoopPosition START = new LoopPosition(1, 0, 0, 0, 0, 0);

  /** Returns the position after another batch. */
  LoopPosition afterBatch(long batchRows, double meanLoss, double weight) {
    return new LoopPosition(
        epoch,
        batch + 1,
        step + 1,
        rows + batchRows,
        lossSum + meanLoss * weight,
        lossWeight + weight);
  }

  /** Returns the mean loss of the batches that are done. */
  double meanLoss() {
    return lossSum / lossWeight;
  }

  /** Returns the beginning of the next epoch. */
  LoopPosition nextEpoch() {
    return new LoopPosition(epoch + 1, 0, step, 0, 0, 0);
  }

  /** Returns whether the epoch is under way. */
  boolean isInside() {
    return batch > 0;
  }
}
