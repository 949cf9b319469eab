package dev.jacobian.optim;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * The step of Adam, which AdamW shares: with {@code m = beta1 m + (1 - beta1) g} and {@code v =
 * beta2 v + (1 - beta2) g^2} after t updates, {@code p -= lr / (1 - beta1^t) * m / (sqrt(v / (1 -
 * beta2^t)) + epsilon)}. Elements of g beyond 1e19 (float64: 1e154) count as that.
 */
final class AdamMoments {
  static final String FIRST = "exp_avg";
  static final String SECOND = "exp_avg_sq";
  private static final String LARGEST = "max_exp_avg_sq";

  /** Names of the state of each parameter, PyTorch's. */
  static final List<String> STATE_NAMES = List.of(FIRST, SECOND);

  private AdamMoments() {}

  static List<String> stateNames(boolean amsgrad) {
    return amsgrad ? List.of(FIRST, SECOND, LARGEST) : STATE_NAMES;
  }

  /**
   * Changes a parameter.
   *
   * @param amsgrad whether the largest v so far takes the place of v
   */
  static void step(
      Tensor parameter,
      Tensor gradient,
      DoubleSupplier learningRate,
      double beta1,
      double beta2,
      double epsilon,
      boolean amsgrad,
      ParameterState state) {
    move(limited(gradient), beta1, beta2, state);
    Tensor root = root(amsgrad ? largest(state) : state.tensor(SECOND), beta2, epsilon, state);
    parameter.addInPlace(
        state.tensor(FIRST).div(root),
        () -> -learningRate.getAsDouble() / correction(beta1, state));
  }

  /** Moves both means towards a limited gradient and its square. */
  static void move(Tensor limited, double beta1, double beta2, ParameterState state) {
    Tensor mean = state.tensor(FIRST);
    mean.mulInPlace(beta1);
    mean.addInPlace(limited, 1 - beta1);
    Tensor square = state.tensor(SECOND);
    square.mulInPlace(beta2);
    square.addInPlace(limited.square(), 1 - beta2);
  }

  /** Returns {@code sqrt(v / (1 - beta2^t)) + epsilon}. */
  static Tensor root(Tensor square, double beta2, double epsilon, ParameterState state) {
    return square.sqrt().div(() -> Math.sqrt(correction(beta2, state))).add(epsilon);
  }

  private static Tensor largest(ParameterState state) {
    Tensor largest = state.tensor(LARGEST);
    return largest.copyInPlace(largest.maximum(state.tensor(SECOND)));
  }

  /**
   * Returns the gradient with elements whose square would be infinite brought to the largest ones
   * whose square is not; others keep their bits. The step is a ratio of gradients, so it hardly
   * notices; but an infinite mean square stays, and every later step would be 0.
   */
  static Tensor limited(Tensor gradient) {
    double largest = gradient.dtype() == DType.FLOAT32 ? 1e19 : 1e154;
    // Zero times an infinity is NaN: a gradient that is not finite must not pass for one that is.
    return gradient.clamp(-largest, largest).addInPlace(gradient, 0);
  }

  /** Returns the factor by which a mean that started at 0 is too small in the running update. */
  static double correction(double beta, ParameterState state) {
    return 1 - Math.pow(beta, (double) state.step());
  }
}
