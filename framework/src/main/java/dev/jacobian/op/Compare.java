package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;

/**
 * Comparison: {@code y = a ? b} as a bool tensor; it has no gradient.
 *
 * @param function one of the comparisons
 */
public record Compare(BinaryFunction function) implements BinaryOp {
  /** Checks that the function is a comparison. */
  public Compare {
    if (!function.isComparison()) {
      throw new IllegalArgumentException(function + " is not a comparison");
    }
  }

  /** Storing truth values and reading them again costs more than a comparison. */
  @Override
  public boolean isRepeated() {
    return true;
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    throw new IllegalStateException("a comparison has no gradient");
  }
}
