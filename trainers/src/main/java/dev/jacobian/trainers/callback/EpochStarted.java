package dev.jacobian.trainers.callback;

/**
 * An epoch begins.
 *
 * @param epoch its number, from 1
 */
public record EpochStarted(int epoch) {}
