package dev.jacobian.trainers.record;

import java.util.OptionalDouble;

/**
 * What is known of one training step. Everything in it follows from configuration, data and seed.
 *
 * @param epoch the epoch, from 1
 * @param step the step in the run, from 1
 * @param rows the step's rows
 * @param loss the mean loss of the rows, computed before the weights changed
 * @param learningRate what the step was taken with
 * @param gradientNorm the norm of all gradients together, if it was computed
 */
public record StepRecord(
    int epoch,
    long step,
    long rows,
    double loss,
    double learningRate,
    OptionalDouble gradientNorm) {}
