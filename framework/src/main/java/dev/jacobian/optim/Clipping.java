package dev.jacobian.optim;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/**
 * Limits gradients in place, between backward and the optimizer's step. Parameters without a
 * gradient are left out.
 */
public final class Clipping {
  /** Keeps the quotient finite at gradients of 0; PyTorch's constant. */
  private static final double EPSILON = 1e-6;

  private Clipping() {}

  /**
   * Multiplies all gradients by one factor so that the Euclidean norm of all their elements
   * together is at most {@code maxNorm}. Source: Pascanu et al., ICML 2013. PyTorch equivalent:
   * {@code torch.nn.utils.clip_grad_norm_}.
   *
   * @param maxNorm above 0
   * @return the norm before
   * @throws NumericException if a gradient is not finite; nothing has changed then
   */
  public static double byGlobalNorm(List<Parameter> parameters, double maxNorm) {
    requireLimit("maximum norm", maxNorm);
    try (Autograd.Guard mode = Autograd.noGrad();
        MemoryScope scope = MemoryScope.open()) {
      double sum = 0;
      for (Parameter parameter : parameters) {
        sum += squaredNorm(parameter);
      }
      double norm = Math.sqrt(sum);
      double factor = maxNorm / (norm + EPSILON);
      if (factor < 1) {
        forEachGradient(parameters, gradient -> gradient.mulInPlace(factor));
      }
      return norm;
    }
  }

  /**
   * Limits each element of the gradients to {@code [-limit, limit]}. PyTorch equivalent: {@code
   * torch.nn.utils.clip_grad_value_}.
   *
   * @param limit above 0
   */
  public static void byValue(List<Parameter> parameters, double limit) {
    requireLimit("limit", limit);
    try (Autograd.Guard mode = Autograd.noGrad();
        MemoryScope scope = MemoryScope.open()) {
      forEachGradient(parameters, gradient -> gradient.copyInPlace(gradient.clamp(-limit, limit)));
    }
  }

  private static void requireLimit(String name, double value) {
    if (!(value > 0)) {
      throw new OptionException("clipping: " + name + " " + value, "a number above 0");
    }
  }

  private static double squaredNorm(Parameter parameter) {
    Tensor gradient = parameter.grad();
    if (gradient == null) {
      return 0;
    }
    // In float64 the squares of large float32 gradients do not overflow.
    double sum = gradient.to(DType.FLOAT64).square().sum().item();
    if (!Double.isFinite(sum)) {
      throw new NumericException(
          "clipping: the gradient of " + parameter + " is not finite",
          "finite gradients",
          "find where it arises with Autograd.detectAnomaly(), or lower the learning rate");
    }
    return sum;
  }

  /** Something done to a gradient. */
  private interface Change {
    void apply(Tensor gradient);
  }

  private static void forEachGradient(List<Parameter> parameters, Change change) {
    for (Parameter parameter : parameters) {
      Tensor gradient = parameter.grad();
      if (gradient != null) {
        change.apply(gradient);
      }
    }
  }
}
