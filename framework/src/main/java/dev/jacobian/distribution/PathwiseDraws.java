package dev.jacobian.distribution;

import dev.jacobian.shape.AutogradException;
import dev.jacobian.tensor.AutogradFunction;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws that were made without a gradient, with the one of {@link PathwiseGradients} into their
 * concentrations.
 */
final class PathwiseDraws {
  private PathwiseDraws() {}

  /**
   * Returns logarithms of gamma draws.
   *
   * @param concentration of the draws' shape
   */
  static Tensor gammaLogarithms(Tensor concentration, Tensor logarithms) {
    return new GammaDraw().apply(concentration, logarithms);
  }

  /**
   * Returns beta draws.
   *
   * @param logits of the draws, {@code ln x - ln(1 - x)}
   */
  static Tensor beta(Tensor concentration1, Tensor concentration0, Tensor logits) {
    return new BetaDraw().apply(concentration1, concentration0, logits);
  }

  /**
   * Returns Dirichlet draws.
   *
   * @param logits whose softmax over the last axis the draws are
   */
  static Tensor dirichlet(Tensor concentration, Tensor logits) {
    return new DirichletDraw().apply(concentration, logits);
  }

  private static void requireOnce(AutogradFunction.Context context) {
    if (context.isDifferentiatedAgain()) {
      throw new AutogradException(
          "a gradient of the gradient of draws of a gamma, beta, Dirichlet or t-distribution",
          "first gradients, since no others are known here",
          "call backward without createGraph");
    }
  }

  private static final class GammaDraw extends AutogradFunction {
    @Override
    protected Tensor forward(Context context, Tensor... inputs) {
      context.saveForBackward(inputs);
      return inputs[1];
    }

    @Override
    protected List<@Nullable Tensor> backward(Context context, Tensor gradient) {
      requireOnce(context);
      Tensor a = context.savedTensors().get(0);
      Tensor logarithms = context.savedTensors().get(1);
      return Arrays.asList(gradient.mul(PathwiseGradients.ofGamma(a, logarithms)), null);
    }
  }

  private static final class BetaDraw extends AutogradFunction {
    @Override
    protected Tensor forward(Context context, Tensor... inputs) {
      context.saveForBackward(inputs);
      return inputs[2].sigmoid();
    }

    @Override
    protected List<@Nullable Tensor> backward(Context context, Tensor gradient) {
      requireOnce(context);
      Tensor a = context.savedTensors().get(0);
      Tensor b = context.savedTensors().get(1);
      Tensor x = context.savedTensors().get(2).sigmoid();
      Tensor rest = context.savedTensors().get(2).neg().sigmoid();
      return Arrays.asList(
          gradient.mul(rest.mul(PathwiseGradients.ofBeta(a, b, x, rest))),
          gradient.mul(x.mul(PathwiseGradients.ofBeta(b, a, rest, x))).neg(),
          null);
    }
  }

  private static final class DirichletDraw extends AutogradFunction {
    /** What is left of 1 beside a class is no less than this. */
    private static final double LEAST = 1e-30;

    @Override
    protected Tensor forward(Context context, Tensor... inputs) {
      context.saveForBackward(inputs);
      return inputs[1].softmax(-1);
    }

    @Override
    protected List<@Nullable Tensor> backward(Context context, Tensor gradient) {
      requireOnce(context);
      Tensor a = context.savedTensors().get(0);
      Tensor x = context.savedTensors().get(1).softmax(-1);
      Tensor rest = x.neg().add(1).clampMin(LEAST);
      Tensor others = a.sum(true, -1).sub(a);
      Tensor along = x.mul(gradient).sum(true, -1);
      return Arrays.asList(
          gradient.sub(along).mul(PathwiseGradients.ofBeta(a, others, x, rest)), null);
    }
  }
}
