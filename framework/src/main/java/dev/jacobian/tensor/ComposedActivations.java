package dev.jacobian.tensor;

import java.util.function.UnaryOperator;

/** Those of {@link Activations} that are composed of several functions. */
final class ComposedActivations {
  /** Settings are the slope. */
  static final Composite<Double> LEAKY_RELU =
      Composite.of("leakyRelu", (slope, x) -> x[0].gt(0).where(x[0], x[0].mul(slope)));

  /** Settings are alpha. */
  static final Composite<Double> ELU =
      Composite.of(
          "elu",
          (alpha, x) -> {
            // e^x - 1 = 2 t / (1 - t) with t = tanh(x / 2): nothing cancels where x is not above 0.
            Tensor half = x[0].gt(0).where(0, x[0]).mul(0.5).tanh();
            return x[0].relu().add(half.mul(2 * alpha).div(half.neg().add(1)));
          });

  static final UnaryOperator<Tensor> SILU = Composite.unary("silu", x -> x.mul(x.sigmoid()));

  static final UnaryOperator<Tensor> HARDSWISH =
      Composite.unary("hardswish", x -> x.mul(x.hardsigmoid()));

  static final UnaryOperator<Tensor> SOFTPLUS =
      Composite.unary(
          "softplus",
          x -> {
            // ln(1 + e^-|x|) + max(x, 0), where the slope of -|x| at 0 is 1 and that of the maximum
            // 0, so that all derivatives hold at 0 too.
            Tensor negative = x.gt(0).where(x.neg(), x);
            return x.relu().add(negative.exp().log1p());
          });

  static final UnaryOperator<Tensor> MISH =
      Composite.unary("mish", x -> x.mul(x.softplus().tanh()));

  static final UnaryOperator<Tensor> GELU =
      Composite.unary("gelu", x -> x.mul(0.5).mul(x.mul(Math.sqrt(0.5)).erf().add(1)));

  static final UnaryOperator<Tensor> GELU_TANH =
      Composite.unary(
          "geluTanh",
          x -> {
            // (1 + tanh(u)) / 2 is sigmoid(2 u), which has no difference of nearly equal numbers.
            Tensor cubic = x.mul(x.square().mul(0.044715).add(1));
            return x.mul(cubic.mul(2 * Math.sqrt(2 / Math.PI)).sigmoid());
          });

  private ComposedActivations() {}
}
