package dev.jacobian.models;

import dev.jacobian.nn.Parameter;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.AdamW;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.SGD;
import java.util.List;

/**
 * Makes the optimizer of one fit. A lambda is a factory too: {@code (parameters, learningRate) ->
 * new SGD(parameters, learningRate)}.
 */
@FunctionalInterface
public interface OptimizerFactory {
  /**
   * Returns a new optimizer.
   *
   * @param parameters what it changes
   * @param learningRate the rate of the first step
   */
  Optimizer create(List<Parameter> parameters, double learningRate);

  /** Stochastic gradient descent. PyTorch equivalent: {@code torch.optim.SGD}. */
  static OptimizerFactory sgd() {
    return sgd(0);
  }

  /**
   * Stochastic gradient descent with momentum.
   *
   * @param momentum in [0, 1); nearer to 1 helps where features follow one another closely
   */
  static OptimizerFactory sgd(double momentum) {
    return (parameters, learningRate) ->
        new SGD(parameters, SGD.Options.of(learningRate).withMomentum(momentum));
  }

  /** Adam with PyTorch's defaults. */
  static OptimizerFactory adam() {
    return (parameters, learningRate) -> new Adam(parameters, Adam.Options.of(learningRate));
  }

  /**
   * AdamW.
   *
   * @param weightDecay the part of a weight, times the learning rate, that each step takes away
   */
  static OptimizerFactory adamW(double weightDecay) {
    return (parameters, learningRate) ->
        new AdamW(parameters, AdamW.options(learningRate).withWeightDecay(weightDecay));
  }
}
