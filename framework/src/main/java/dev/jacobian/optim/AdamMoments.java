package dev.jacobian.optim;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/**
 * The means of gradients and of their squares, corrected for their start at 0, which Adam and its
 * relatives share. Elements of a gradient beyond 1e19 (float64: 1e154) count as that.
 */
final class AdamMoments {
  static final String FIRST = "exp_avg";
  static final String SECOND = "exp_avg_sq";

  /** Names of the state of each parameter, PyTorch's. */
  static final List<String> STATE_NAMES = List.of(FIRST, SECOND);

  private AdamMoments() {}

  /** Moves both means towards a limited gradient and its square. */
  static void move(Tensor limited, double beta2, ParameterState state) {
    Tensor mean = state.tensor(FIRST);
    mean.mulInPlace(state::momentum);
    mean.addInPlace(limited, () -> 1 - state.momentum());
    Tensor square = state.tensor(SECOND);
    square.mulInPlace(beta2);
    square.addInPlace(limited.square(), 1 - beta2);
  }

  /** Returns {@code sqrt(v / (1 - beta2^t)) + epsilon}. */
  static Tensor root(Tensor square, double beta2, double epsilon, ParameterState state) {
    return square.sqrt().div(() -> Math.sqrt(correction(beta2, state))).add(epsilon);
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

  /** Returns the factor by which the mean of gradients is too small in the running update. */
  static double correction(ParameterState state) {
    return correction(state.momentum(), state);
  }

  /** Returns the factor by which a mean that started at 0 is too small in the running update. */
  static double correction(double beta, ParameterState state) {
    return 1 - Math.pow(beta, (double) state.step());
  }
}
