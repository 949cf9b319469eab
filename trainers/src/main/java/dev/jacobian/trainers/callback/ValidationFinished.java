package dev.jacobian.trainers.callback;

/**
 * The model has been judged on the rows held out: at the end of an epoch or between two steps of
 * one.
 *
 * @param step how many training steps the run has done
 * @param scores what came of it, under names such as {@code validation_loss}
 * @param stop ends the run when asked to
 */
public record ValidationFinished(long step, EpochScores scores, StopSignal stop) {}
