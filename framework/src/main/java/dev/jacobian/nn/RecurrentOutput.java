package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;

/**
 * What a recurrent network gives.
 *
 * @param output the states of the last layer at each step, those of both directions one after the
 *     other; 0 behind the end of a sequence
 * @param state the state after the last step of each sequence, of all layers
 */
public record RecurrentOutput(Tensor output, RecurrentState state) {}
