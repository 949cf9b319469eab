package dev.jacobian.optim;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Limits gradients in place, between backward and the optimizer's step. Parameters without a
 * gradient are left out.
 */
public final class Clipping {
  /** Keeps the quotient finite at gradients of 0; PyTorch's constant. */
  private static final double EPSILON = 1e-6;

  /** Brings the square of every finite double into the range of doubles. */
  private static final double SCALE = 0x1p-600;

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
      Tensor norm = scope.keep(norm(parameters, Clipping::check));
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
      return scope.keep(norm(parameters, (parameter, square) -> {}));
    }
  }

  private static void requireLimit(String name, double value) {
    if (!(value > 0)) {
      throw new OptionException("clipping: " + name + " " + value, "a number above 0");
    }
  }

  /**
   * Returns the norm, on the device of the first gradient.
   *
   * @param checked receives a number for each gradient that is not finite if the gradient is not
   */
  private static Tensor norm(List<Parameter> parameters, BiConsumer<Parameter, Tensor> checked) {
    boolean isWide = false;
    @Nullable Tensor sum = null;
    @Nullable Tensor scaledSum = null;
    for (Parameter parameter : parameters) {
      Tensor gradient = parameter.grad();
      if (gradient != null) {
        isWide |= gradient.dtype() == DType.FLOAT64;
        // In float64 the squares of large float32 gradients do not overflow; those of large float64
        // ones do, so they are added up a second time, scaled by a power of two.
        Tensor square = gradient.to(DType.FLOAT64).square().sum();
        Tensor scaled =
            gradient.dtype() == DType.FLOAT64
                ? gradient.mul(SCALE).square().sum()
                : square.mul(SCALE).mul(SCALE);
        checked.accept(parameter, gradient.dtype() == DType.FLOAT64 ? scaled : square);
        sum = plus(sum, square);
        scaledSum = plus(scaledSum, scaled);
      }
    }
    if (sum == null || scaledSum == null) {
      return Tensor.full(Shape.scalar(), 0, DType.FLOAT64, Device.cpu());
    }
    return isWide
        ? sum.lt(Double.POSITIVE_INFINITY).where(sum.sqrt(), scaledSum.sqrt().mul(1 / SCALE))
        : sum.sqrt();
  }

  private static Tensor plus(@Nullable Tensor sum, Tensor part) {
    return sum == null ? part : sum.add(part.to(sum.device()));
  }

  private static void check(Parameter parameter, Tensor square) {
    Recording.check(square.variable(), value -> requireFinite(value, parameter));
  }

  private static void requireFinite(double squaredNorm, Parameter parameter) {
    if (!Double.isFinite(squaredNorm)) {
      throw new NumericException(
          "clipping: the gradient of " + parameter + " is not finite",
          "finite gradients",
          Fix.of(
              "find where it arises with Autograd.detectAnomaly(), or lower the learning rate",
              "find where it arises with detectAnomaly: true, or lower optimizer.learningRate"));
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
