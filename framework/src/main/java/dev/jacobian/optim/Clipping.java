package dev.jacobian.optim;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Limits gradients in place, between backward and the optimizer's step. Parameters without a
 * gradient are left out.
 */
public final class Clipping {
  /** Keeps the quotient finite at gradients of 0; PyTorch's constant. */
  private static final double EPSILON = 1e-6;

  private Clipping() {}

  /**
   * Multiplies all gradients by one factor, at most 1, so that the Euclidean norm of all their
   * elements together is at most {@code maxNorm}. Source: Pascanu et al., ICML 2013. PyTorch
   * equivalent: {@code torch.nn.utils.clip_grad_norm_}.
   *
   * @param maxNorm above 0
   * @return the norm before, a float64 scalar; in a compiled step it can be a result, but not be
   *     read
   * @throws NumericException if a gradient is not finite; nothing has changed then
   */
  public static Tensor byGlobalNorm(List<Parameter> parameters, double maxNorm) {
    requireLimit("maximum norm", maxNorm);
    try (Autograd.Guard mode = Autograd.noGrad();
        MemoryScope scope = MemoryScope.open()) {
      Tensor norm = scope.keep(norm(parameters, Clipping::checkedSquaredNorm));
      // Always multiplied: a factor of 1 changes no bit, and a branch would need the norm in Java.
      Tensor factor = norm.add(EPSILON).reciprocal().mul(maxNorm).clamp(0, 1);
      forEachGradient(
          parameters,
          gradient -> gradient.mulInPlace(factor.to(gradient.device()).to(gradient.dtype())));
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

  /**
   * Returns the Euclidean norm of all gradients' elements together, a float64 scalar on the device
   * of the first, and changes nothing. It is not finite if a gradient is not. PyTorch equivalent:
   * {@code torch.nn.utils.get_total_norm} of the gradients.
   */
  public static Tensor globalNorm(List<Parameter> parameters) {
    try (Autograd.Guard mode = Autograd.noGrad();
        MemoryScope scope = MemoryScope.open()) {
      return scope.keep(norm(parameters, (parameter, gradient) -> squaredNorm(gradient)));
    }
  }

  private static void requireLimit(String name, double value) {
    if (!(value > 0)) {
      throw new OptionException("clipping: " + name + " " + value, "a number above 0");
    }
  }

  /** Returns the root of what is added up for the gradients, on the device of the first. */
  private static Tensor norm(
      List<Parameter> parameters, BiFunction<Parameter, Tensor, Tensor> square) {
    @Nullable Tensor sum = null;
    for (Parameter parameter : parameters) {
      Tensor gradient = parameter.grad();
      if (gradient != null) {
        Tensor part = square.apply(parameter, gradient);
        sum = sum == null ? part : sum.add(part.to(sum.device()));
      }
    }
    return sum == null ? Tensor.full(Shape.scalar(), 0, DType.FLOAT64, Device.cpu()) : sum.sqrt();
  }

  private static Tensor squaredNorm(Tensor gradient) {
    // In float64 the squares of large float32 gradients do not overflow.
    return gradient.to(DType.FLOAT64).square().sum();
  }

  private static Tensor checkedSquaredNorm(Parameter parameter, Tensor gradient) {
    Tensor sum = squaredNorm(gradient);
    Recording.check(sum.variable(), value -> requireFinite(value, parameter));
    return sum;
  }

  private static void requireFinite(double squaredNorm, Parameter parameter) {
    if (!Double.isFinite(squaredNorm)) {
      throw new NumericException(
          "clipping: the gradient of " + parameter + " is not finite",
          "finite gradients",
          "find where it arises with Autograd.detectAnomaly(), or lower the learning rate");
    }
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
