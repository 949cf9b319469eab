package dev.jacobian.trainers.callback;

/**
 * The batches of a phase are done.
 *
 * @param phase what the rows were used for
 * @param epoch the epoch, from 1
 * @param scores takes the scores of the phase; the loss is there already
 */
public record PhaseFinished(Phase phase, int epoch, ScoreBoard scores) {}
