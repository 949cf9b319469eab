package dev.jacobian.trainers.callback;

/**
 * An epoch is done.
 *
 * @param scores its scores
 * @param stop ends the run when asked to
 */
public record EpochFinished(EpochScores scores, StopSignal stop) {}
