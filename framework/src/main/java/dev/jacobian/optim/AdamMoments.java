package dev.jacobian.optim;

import dev.jacobian.tensor.Tensor;
import java.util.List;

/**
 * The step of Adam, which AdamW shares: with {@code m = beta1 m + (1 - beta1) g} and {@code v =
 * beta2 v + (1 - beta2) g^2} after t updates, {@code p -= lr / (1 - beta1^t) * m / (sqrt(v / (1 -
 * beta2^t)) + epsilon)}.
 */
final class AdamMoments {
  private static final String FIRST = "exp_avg";
  private static final String SECOND = "exp_avg_sq";

  /** Names of the state of each parameter, PyTorch's. */
  static final List<String> STATE_NAMES = List.of(FIRST, SECOND);

  private AdamMoments() {}

  static void step(
      Tensor parameter,
      Tensor gradient,
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      ParameterState state) {
    Tensor mean = state.zeros(FIRST);
    mean.mulInPlace(beta1);
    mean.addInPlace(gradient.mul(1 - beta1));
    Tensor square = state.zeros(SECOND);
    square.mulInPlace(beta2);
    square.addInPlace(gradient.square().mul(1 - beta2));
    double step = (double) state.step();
    double correction1 = 1 - Math.pow(beta1, step);
    double correction2 = 1 - Math.pow(beta2, step);
    Tensor root = square.sqrt().div(Math.sqrt(correction2)).add(epsilon);
    parameter.subInPlace(mean.div(root).mul(learningRate / correction1));
  }

  static void requireValid(
      String optimizer,
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay) {
    OptimizerOptions.requireNotNegative(optimizer, "learning rate", learningRate);
    OptimizerOptions.requireDecay(optimizer, "beta1", beta1);
    OptimizerOptions.requireDecay(optimizer, "beta2", beta2);
    OptimizerOptions.requireNotNegative(optimizer, "epsilon", epsilon);
    OptimizerOptions.requireNotNegative(optimizer, "weight decay", weightDecay);
  }
}
