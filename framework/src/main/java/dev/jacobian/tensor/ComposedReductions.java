package dev.jacobian.tensor;

import dev.jacobian.shape.DType;
import java.util.List;

/** Those of {@link Reductions} that are composed of several functions. */
final class ComposedReductions {
  static final Composite<Over> VAR =
      Composite.of("var", (over, x) -> variance(x[0], over).to(x[0].dtype()));

  static final Composite<Over> STD =
      Composite.of("std", (over, x) -> rootFlatAtZero(variance(x[0], over), 0.5).to(x[0].dtype()));

  static final Composite<Over> NORM =
      Composite.of("norm", (over, x) -> norm(x[0], over).to(x[0].dtype()));

  static final Composite<Over> LOG_SUM_EXP =
      Composite.of("logSumExp", (over, x) -> logSumExp(x[0], over));

  private ComposedReductions() {}

  /**
   * What is reduced.
   *
   * @param axes counted from 0
   * @param number a variance's correction, or which norm
   */
  record Over(List<Integer> axes, boolean keepDim, double number) {
    int[] toArray() {
      return axes.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  private static Tensor variance(Tensor x, Over over) {
    double count = 1;
    for (int axis : over.axes) {
      count *= x.size(axis);
    }
    return Moments.deviation(x.to(DType.FLOAT64), over.toArray())
        .square()
        .sum(over.keepDim, over.toArray())
        .div(Math.max(0, count - over.number));
  }

  private static Tensor norm(Tensor x, Over over) {
    double p = over.number;
    Tensor wide = x.to(DType.FLOAT64);
    if (p == Double.POSITIVE_INFINITY) {
      return wide.abs().max(over.keepDim, over.toArray());
    }
    if (p == 1) {
      return wide.abs().sum(over.keepDim, over.toArray());
    }
    Tensor powers = (p == 2 ? wide : wide.abs()).pow(p).sum(over.keepDim, over.toArray());
    return rootFlatAtZero(powers, 1 / p);
  }

  private static Tensor rootFlatAtZero(Tensor powers, double exponent) {
    // The root's slope at 0 is infinite; a root that is not taken there has none.
    Tensor isZero = powers.eq(0);
    return isZero.where(powers, isZero.not().where(powers, 1).pow(exponent));
  }

  private static Tensor logSumExp(Tensor x, Over over) {
    if (over.axes.stream().anyMatch(axis -> x.size(axis) == 0)) {
      return x.exp().sum(over.keepDim, over.toArray()).log();
    }
    Tensor top = x.max(true, over.toArray()).detach();
    // Infinity minus itself is NaN: an infinite maximum is left in.
    Tensor largest = top.abs().lt(Double.POSITIVE_INFINITY).where(top, 0);
    Tensor result = x.sub(largest).exp().sum(true, over.toArray()).log().add(largest);
    return over.keepDim ? result : Layouts.drop(result, over.axes);
  }
}
