package dev.jacobian.trainers.callback;

import dev.jacobian.tensor.Tensor;

/**
 * What a model gave for some rows, and what was wanted.
 *
 * @param prediction the model's output, without a place on the tape; the rows lie along the first
 *     axis
 * @param target what the loss compared it with
 */
public record Output(Tensor prediction, Tensor target) {}
