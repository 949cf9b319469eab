package dev.jacobian.trainers.callback;

/**
 * An exception ends the run.
 *
 * @param cause what will be thrown
 */
public record RunFailed(Throwable cause) {}
