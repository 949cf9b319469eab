package dev.jacobian.tensor;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The regularized incomplete gamma functions {@code P(a, x) = 1 / Gamma(a) * integral of t^(a - 1)
 * e^-t from 0 to x}, and {@code Q = 1 - P}. The one that x is nearer to the end of is integrated
 * with {@code t = x e^-v}, or {@code x e^v}: then the integrand is smooth and falls at least
 * exponentially, which the double exponential rule {@code v = L e^(z - e^-z)} at equal steps of z
 * integrates to 1e-12 of its value, however small that is (Takahasi and Mori, 1974). An a below 1
 * is brought to one more by {@code P(a, x) = P(a + 1, x) + x^a e^-x / Gamma(a + 1)}.
 */
final class IncompleteGamma extends AutogradFunction {
  private static final DoubleExponential RULE = new DoubleExponential(96, -3.7, 4.5);

  private static final Composite<Boolean> VALUE =
      Composite.of("incompleteGamma", (isUpper, x) -> value(isUpper, x[0], x[1], x[2], x[3]));

  private final String name;
  private final boolean isUpper;

  private IncompleteGamma(String name, boolean isUpper) {
    this.name = name;
    this.isUpper = isUpper;
  }

  /**
   * Returns P or Q.
   *
   * @param a floating point
   * @param x of its dtype and shape
   */
  static Tensor of(String name, boolean isUpper, Tensor a, Tensor x) {
    return new IncompleteGamma(name, isUpper).apply(a, x);
  }

  @Override
  protected Tensor forward(Context context, Tensor... inputs) {
    context.saveForBackward(inputs);
    Tensor a = inputs[0].to(DType.FLOAT64);
    Tensor x = inputs[1].to(DType.FLOAT64);
    return VALUE.apply(isUpper, a, x, RULE.places(x), RULE.weights(x)).to(inputs[0].dtype());
  }

  @Override
  protected List<@Nullable Tensor> backward(Context context, Tensor gradient) {
    if (context.needsInputGrad(0)) {
      throw new OptionException(
          name + ": a gradient of its first argument", "one of x alone", "detach the argument");
    }
    // In float32 the exponent's rounding would be a large part of the density.
    Tensor a = context.savedTensors().get(0).detach().to(DType.FLOAT64);
    Tensor x = context.savedTensors().get(1).to(DType.FLOAT64);
    Tensor density = a.sub(1).xlogy(x).sub(x).sub(a.lgamma()).exp().to(gradient.dtype());
    return Arrays.asList(null, gradient.mul(isUpper ? density.neg() : density));
  }

  private static Tensor value(boolean isUpper, Tensor a, Tensor x, Tensor places, Tensor weights) {
    double infinity = Double.POSITIVE_INFINITY;
    Tensor isInside = a.gt(0).and(a.lt(infinity)).and(x.gt(0)).and(x.lt(infinity));
    Tensor inside =
        integrated(isUpper, isInside.where(a, 1), isInside.where(x, 1), places, weights);
    Tensor isNone = a.gt(0).and(x.eq(0)).or(a.eq(infinity).and(x.ge(0)).and(x.lt(infinity)));
    Tensor isAll = x.gt(0).and(a.eq(0)).or(x.eq(infinity).and(a.ge(0)).and(a.lt(infinity)));
    Tensor outside = isNone.where(isUpper ? 1 : 0, isAll.where(isUpper ? 0 : 1, a.mul(Double.NaN)));
    return isInside.where(inside, outside);
  }

  private static Tensor integrated(
      boolean isUpper, Tensor a, Tensor x, Tensor places, Tensor weights) {
    Tensor isBelow = x.lt(a).or(x.lt(1).and(a.lt(1)));
    Tensor isRaised = a.lt(1).and(isBelow);
    Tensor power = isRaised.where(a.add(1), a);
    Tensor scale = power.sub(x).abs().add(x.sqrt()).reciprocal();
    Tensor v = scale.unsqueeze(-1).mul(places);
    Tensor way = isBelow.unsqueeze(-1).where(v.neg(), v);
    Tensor exponent = power.unsqueeze(-1).mul(way).sub(x.unsqueeze(-1).mul(way.expm1()));
    Tensor integral = exponent.exp().mul(weights).sum(false, -1).mul(scale);
    Tensor factor = a.mul(x.log()).sub(x).sub(a.lgamma()).exp();
    Tensor part = factor.mul(isRaised.where(x.mul(integral).add(1).div(a), integral));
    Tensor rest = part.neg().add(1);
    return isUpper ? isBelow.where(rest, part) : isBelow.where(part, rest);
  }
}
