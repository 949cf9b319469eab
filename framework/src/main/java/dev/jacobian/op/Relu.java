package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/**
 * Rectifier: {@code y = max(x, 0)}; {@code dx = 0 where y <= 0, else dy}, so it is {@code dy} at
 * NaN, as in PyTorch. Source: Nair and Hinton, ICML 2010.
 */
public record Relu() implements UnaryOp {
  @Override
  public UnaryFunction function() {
    return UnaryFunction.RELU;
  }

  @Override
  public boolean acceptsIntegers() {
    return true;
  }

  @Override
  public boolean usesOutput(int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.builder().apply(new ReluBackward(), context.output(), context.gradient());
  }
}
