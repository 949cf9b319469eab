package dev.jacobian.tensor;

/** {@link Reductions#softmax} and its logarithm; settings are the axis. */
final class Softmax {
  static final Composite<Integer> SOFTMAX =
      Composite.<Integer>of(
              "softmax",
              (axis, inputs) -> {
                Tensor powers = shifted(inputs[0], axis).exp();
                return powers.div(powers.sum(true, axis));
              })
          .withGradient((axis, y) -> y[0].mul(y[1].sub(y[0].mul(y[1]).sum(true, axis))));

  static final Composite<Integer> LOG_SOFTMAX =
      Composite.<Integer>of(
              "logSoftmax",
              (axis, inputs) -> {
                Tensor shifted = shifted(inputs[0], axis);
                return shifted.sub(shifted.exp().sum(true, axis).log());
              })
          .withGradient((axis, y) -> y[1].sub(y[0].exp().mul(y[1].sum(true, axis))));

  private Softmax() {}

  private static Tensor shifted(Tensor x, int axis) {
    return x.size(axis) == 0 ? x : x.sub(x.max(true, axis).detach());
  }
}
