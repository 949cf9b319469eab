package dev.jacobian.optim;

import dev.jacobian.tensor.Tensor;
import java.util.function.DoubleSupplier;

/** The two forms of weight decay. */
final class Penalty {
  private Penalty() {}

  /** Returns the gradient with that of an L2 penalty, {@code weightDecay * p}. */
  static Tensor added(Tensor gradient, Tensor parameter, double weightDecay) {
    return weightDecay == 0 ? gradient : gradient.add(parameter.mul(weightDecay));
  }

  /** Takes a part of the parameter away: {@code p *= 1 - lr * weightDecay}. */
  static void takenAway(Tensor parameter, double weightDecay, DoubleSupplier learningRate) {
    if (weightDecay != 0) {
      parameter.mulInPlace(() -> 1 - learningRate.getAsDouble() * weightDecay);
    }
  }

  /** Decays in one of the two forms; returns the gradient of the step. */
  static Tensor applied(
      Tensor gradient,
      Tensor parameter,
      double weightDecay,
      boolean decoupled,
      DoubleSupplier learningRate) {
    if (decoupled) {
      takenAway(parameter, weightDecay, learningRate);
      return gradient;
    }
    return added(gradient, parameter, weightDecay);
  }
}
