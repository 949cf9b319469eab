package dev.jacobian.trainers.callback;

/**
 * A run goes on from a saved state; comes after {@link RunStarted}.
 *
 * @param epoch the epoch that it goes on in, from 1
 * @param batch how many of the epoch's training batches are done
 * @param step how many training steps are done
 * @param rows the rows of the epoch's training batches that are done
 */
public record RunResumed(int epoch, long batch, long step, long rows) {}
