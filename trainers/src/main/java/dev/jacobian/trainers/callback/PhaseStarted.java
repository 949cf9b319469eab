package dev.jacobian.trainers.callback;

/**
 * The batches of a phase begin.
 *
 * @param phase what the rows are used for
 * @param epoch the epoch, from 1
 */
public record PhaseStarted(Phase phase, int epoch) {}
