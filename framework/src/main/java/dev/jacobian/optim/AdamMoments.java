package dev.jacobian.optim;

import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleSupplier;

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
      DoubleSupplier learningRate,
      double beta1,
      double beta2,
      double epsilon,
      ParameterState state) {
    Tensor mean = state.tensor(FIRST);
    mean.mulInPlace(beta1);
    mean.addInPlace(gradient, 1 - beta1);
    Tensor square = state.tensor(SECOND);
    square.mulInPlace(beta2);
    square.addInPlace(gradient.square(), 1 - beta2);
    Tensor root = square.sqrt().div(() -> Math.sqrt(correction(beta2, state))).add(epsilon);
    parameter.addInPlace(
        mean.div(root), () -> -learningRate.getAsDouble() / correction(beta1, state));
  }

  /** Returns the factor by which a mean that started at 0 is too small in the running update. */
  private static double correction(double beta, ParameterState state) {
    return 1 - Math.pow(beta, (double) state.step());
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
