package dev.jacobian.trainers.record;

/**
 * How fast a run was. It is kept apart from the metrics, because it is another one each time.
 *
 * @param step the step in the run, from 1
 * @param seconds how long the run has worked so far; the time between an interruption and the
 *     resumption does not count
 * @param rowsPerSecond training rows per second of training since the record before
 */
public record TimingRecord(long step, double seconds, double rowsPerSecond) {}
