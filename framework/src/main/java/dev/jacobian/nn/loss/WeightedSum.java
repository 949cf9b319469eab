package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Tensor;

/**
 * A weighted mean before it is divided: {@code mean = sum / weight}.
 *
 * @param sum of each row's loss times its weight, a scalar that gradients flow through
 * @param weight the sum of the rows' weights, a scalar without gradient
 */
public record WeightedSum(Tensor sum, Tensor weight) {}
