package dev.jacobian.tensor;

import dev.jacobian.expr.UnaryFunction;

/** Functions between the layers of a network, each of the element at one position. */
public sealed interface Activations extends Family permits Tensor {
  /** {@code max(x, 0)}. */
  default Tensor relu() {
    return Calls.unary(UnaryFunction.RELU, self());
  }

  /** {@code min(max(x, 0), 6)}. PyTorch equivalent: {@code torch.nn.functional.relu6}. */
  default Tensor relu6() {
    return self().ge(6).where(6, relu());
  }

  /**
   * {@code x} where it is above 0, else {@code slope * x}. PyTorch equivalent: {@code
   * torch.nn.functional.leaky_relu}.
   */
  default Tensor leakyRelu(double slope) {
    return self().gt(0).where(self(), self().mul(slope));
  }

  /**
   * {@code x} where it is above 0, else {@code alpha * (e^x - 1)}, accurate near 0. PyTorch
   * equivalent: {@code torch.nn.functional.elu}.
   */
  default Tensor elu(double alpha) {
    // e^x - 1 = 2 t / (1 - t) with t = tanh(x / 2): nothing cancels where x is not above 0.
    Tensor half = self().gt(0).where(0, self()).mul(0.5).tanh();
    return relu().add(half.mul(2 * alpha).div(half.neg().add(1)));
  }

  /** Logistic function {@code 1 / (1 + e^-x)}. */
  default Tensor sigmoid() {
    return Calls.unary(UnaryFunction.SIGMOID, self());
  }

  /** {@code relu6(x + 3) / 6}. PyTorch equivalent: {@code torch.nn.functional.hardsigmoid}. */
  default Tensor hardsigmoid() {
    return self().add(3).relu6().div(6);
  }

  /**
   * Sigmoid linear unit {@code x * sigmoid(x)}, which is called swish too. Source: Elfwing, Uchibe
   * and Doya, 2017. PyTorch equivalent: {@code torch.nn.functional.silu}.
   */
  default Tensor silu() {
    return self().mul(sigmoid());
  }

  /**
   * {@code x * hardsigmoid(x)}. Source: Howard et al., ICCV 2019. PyTorch equivalent: {@code
   * torch.nn.functional.hardswish}.
   */
  default Tensor hardswish() {
    return self().mul(hardsigmoid());
  }

  /**
   * {@code x * tanh(softplus(x))}. Source: Misra, 2019. PyTorch equivalent: {@code
   * torch.nn.functional.mish}.
   */
  default Tensor mish() {
    return self().mul(softplus().tanh());
  }

  /** {@code x / (1 + |x|)}. PyTorch equivalent: {@code torch.nn.functional.softsign}. */
  default Tensor softsign() {
    return Calls.unary(UnaryFunction.SOFTSIGN, self());
  }

  /**
   * Gaussian error linear unit {@code x * Phi(x)}, with the exact error function. Source: Hendrycks
   * and Gimpel, 2016. PyTorch equivalent: {@code torch.nn.functional.gelu}.
   */
  default Tensor gelu() {
    return self().mul(0.5).mul(self().mul(Math.sqrt(0.5)).erf().add(1));
  }

  /**
   * {@link #gelu} by a hyperbolic tangent: {@code x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715
   * x^3)))}, as GPT-2 has it. PyTorch equivalent: {@code torch.nn.functional.gelu} with {@code
   * approximate="tanh"}.
   */
  default Tensor geluTanh() {
    // (1 + tanh(u)) / 2 is sigmoid(2 u), which has no difference of nearly equal numbers.
    Tensor cubic = self().mul(self().square().mul(0.044715).add(1));
    return self().mul(cubic.mul(2 * Math.sqrt(2 / Math.PI)).sigmoid());
  }

  /**
   * {@code ln(1 + e^x)}, without overflow. PyTorch equivalent: {@code
   * torch.nn.functional.softplus}.
   */
  default Tensor softplus() {
    // ln(1 + e^-|x|) + max(x, 0), where the slope of -|x| at 0 is 1 and that of the maximum 0, so
    // that all derivatives hold at 0 too.
    Tensor negative = self().gt(0).where(self().neg(), self());
    return relu().add(negative.exp().log1p());
  }

  /**
   * {@code softplus(beta * x) / beta}, and {@code x} where {@code beta * x} is above the threshold.
   * PyTorch equivalent: {@code torch.nn.functional.softplus} with {@code beta} and {@code
   * threshold}.
   */
  default Tensor softplus(double beta, double threshold) {
    Tensor scaled = self().mul(beta);
    return scaled.gt(threshold).where(self(), scaled.softplus().div(beta));
  }
}
