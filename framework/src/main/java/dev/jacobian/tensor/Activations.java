package dev.jacobian.tensor;

import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;

/** Functions between the layers of a network, most of the element at one position. */
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
    return ComposedActivations.LEAKY_RELU.apply(slope, self());
  }

  /**
   * {@code x} where it is above 0, else {@code alpha * (e^x - 1)}, accurate near 0. PyTorch
   * equivalent: {@code torch.nn.functional.elu}.
   */
  default Tensor elu(double alpha) {
    return ComposedActivations.ELU.apply(alpha, self());
  }

  /**
   * {@code max(x, 0) + min(0, alpha * (e^(x / alpha) - 1))}. Source: Barron, 2017. PyTorch
   * equivalent: {@code torch.nn.functional.celu}.
   *
   * @throws OptionException if {@code alpha} is 0
   */
  default Tensor celu(double alpha) {
    if (alpha == 0) {
      throw new OptionException("celu: alpha is 0", "another number, since x is divided by it");
    }
    Calls.requireFloating("celu", self());
    return self().div(alpha).elu(1).mul(alpha);
  }

  /**
   * Scaled exponential linear unit {@code 1.0507 * elu(x)} with alpha 1.6733, which keep mean 0 and
   * variance 1 from layer to layer. Source: Klambauer et al., NeurIPS 2017. PyTorch equivalent:
   * {@code torch.nn.functional.selu}.
   */
  default Tensor selu() {
    return elu(1.6732632423543772).mul(1.0507009873554805);
  }

  /** Logistic function {@code 1 / (1 + e^-x)}. */
  default Tensor sigmoid() {
    return Calls.unary(UnaryFunction.SIGMOID, self());
  }

  /**
   * The logarithm of {@link #sigmoid}, without overflow. PyTorch equivalent: {@code
   * torch.nn.functional.logsigmoid}.
   */
  default Tensor logSigmoid() {
    return self().neg().softplus().neg();
  }

  /**
   * x limited to [min, max]; the gradient passes between the bounds, not at them, which
   * distinguishes it from {@link Elementwise#clamp}. PyTorch equivalent: {@code
   * torch.nn.functional.hardtanh}, whose bounds are -1 and 1 by default.
   *
   * @throws OptionException if {@code min} is above {@code max}
   */
  default Tensor hardtanh(double min, double max) {
    if (min > max) {
      throw new OptionException(
          "hardtanh: bounds from " + min + " to " + max,
          "a lower bound that is not above the other");
    }
    return self().ge(max).where(max, self().le(min).where(min, self()));
  }

  /**
   * x, or 0 where its magnitude is {@code lambda} or less. PyTorch equivalent: {@code
   * torch.nn.functional.hardshrink}, whose lambda is 0.5 by default.
   */
  default Tensor hardshrink(double lambda) {
    return self().abs().le(lambda).where(0, self());
  }

  /**
   * x nearer to 0 by {@code lambda}, or 0 where its magnitude is that or less. PyTorch equivalent:
   * {@code torch.nn.functional.softshrink}, whose lambda is 0.5 by default.
   *
   * @throws OptionException if {@code lambda} is negative
   */
  default Tensor softshrink(double lambda) {
    if (!(lambda >= 0)) {
      throw new OptionException("softshrink: lambda is " + lambda, "0 or more");
    }
    Tensor moved = self().gt(0).where(self().sub(lambda), self().add(lambda));
    return self().abs().le(lambda).where(0, moved);
  }

  /** {@code x - tanh(x)}. PyTorch equivalent: {@code torch.nn.functional.tanhshrink}. */
  default Tensor tanhshrink() {
    return self().sub(self().tanh());
  }

  /**
   * x where it is above a threshold, else {@code value}. PyTorch equivalent: {@code
   * torch.nn.functional.threshold}.
   */
  default Tensor threshold(double threshold, double value) {
    return self().le(threshold).where(value, self());
  }

  /**
   * Gated linear unit {@code a * sigmoid(b)} of the two halves of an axis. Source: Dauphin et al.,
   * ICML 2017. PyTorch equivalent: {@code torch.nn.functional.glu}, whose axis is -1 by default.
   *
   * @throws ShapeException if the size of the axis is odd
   */
  default Tensor glu(int axis) {
    long size = self().size(axis);
    if (size % 2 != 0) {
      throw new ShapeException(
          "glu: axis " + axis + " of " + self().shape() + " has " + size + " entries",
          "an even number of entries");
    }
    Tensor gate = self().narrow(axis, size / 2, size / 2).sigmoid();
    return self().narrow(axis, 0, size / 2).mul(gate);
  }

  /**
   * One of the entries along an axis, drawn with the probabilities {@code softmax(x)}, as numbers
   * that have a gradient: {@code softmax((x + g) / tau)} with g of the Gumbel distribution. Source:
   * Jang, Gu and Poole, and Maddison, Mnih and Teh, ICLR 2017. PyTorch equivalent: {@code
   * torch.nn.functional.gumbel_softmax}.
   *
   * @param tau above 0; the smaller, the nearer to 0 and 1
   * @param hard whether the numbers are 0 and 1, with the gradient of those that are not
   * @throws OptionException if {@code tau} is not above 0
   */
  default Tensor gumbelSoftmax(Generator generator, double tau, boolean hard, int axis) {
    if (!(tau > 0)) {
      throw new OptionException("gumbelSoftmax: tau is " + tau, "a number above 0");
    }
    Tensor gumbel = Tensor.randLike(generator, self()).log().neg().log().neg();
    Tensor soft = self().add(gumbel).div(tau).softmax(axis);
    if (!hard) {
      return soft;
    }
    Tensor one = soft.argmax(axis).oneHot(self().size(axis)).to(self().dtype());
    return one.movedim(-1, axis).add(soft.sub(soft.detach()));
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
    return ComposedActivations.SILU.apply(self());
  }

  /**
   * {@code x * hardsigmoid(x)}. Source: Howard et al., ICCV 2019. PyTorch equivalent: {@code
   * torch.nn.functional.hardswish}.
   */
  default Tensor hardswish() {
    return ComposedActivations.HARDSWISH.apply(self());
  }

  /**
   * {@code x * tanh(softplus(x))}. Source: Misra, 2019. PyTorch equivalent: {@code
   * torch.nn.functional.mish}.
   */
  default Tensor mish() {
    return ComposedActivations.MISH.apply(self());
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
    return ComposedActivations.GELU.apply(self());
  }

  /**
   * {@link #gelu} by a hyperbolic tangent: {@code x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715
   * x^3)))}, as GPT-2 has it. PyTorch equivalent: {@code torch.nn.functional.gelu} with {@code
   * approximate="tanh"}.
   */
  default Tensor geluTanh() {
    return ComposedActivations.GELU_TANH.apply(self());
  }

  /**
   * {@code ln(1 + e^x)}, without overflow. PyTorch equivalent: {@code
   * torch.nn.functional.softplus}.
   */
  default Tensor softplus() {
    return ComposedActivations.SOFTPLUS.apply(self());
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
