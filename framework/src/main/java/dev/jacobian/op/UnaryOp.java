package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.TensorSpec;
import java.util.Locale;

/** An elementwise op of one input; shape and type stay. */
public sealed interface UnaryOp extends ElementwiseOp
    permits Abs,
        Cos,
        Erf,
        Exp,
        Floor,
        Log,
        Log1p,
        Neg,
        Reciprocal,
        Relu,
        Sigmoid,
        Sign,
        Sin,
        Sqrt,
        Tanh {

  /** Returns the scalar function that is applied to each element. */
  UnaryFunction function();

  /** Returns whether integers are accepted besides floating point. */
  default boolean acceptsIntegers() {
    return false;
  }

  @Override
  default String name() {
    return function().name().toLowerCase(Locale.ROOT);
  }

  @Override
  default Expr expression(Expr... inputs) {
    return new Expr.Unary(function(), inputs[0]);
  }

  @Override
  default TensorSpec infer(TensorSpec... inputs) {
    DType dtype = inputs[0].dtype();
    if (!dtype.isFloating() && (dtype == DType.BOOL || !acceptsIntegers())) {
      throw new DTypeException(
          name() + ": received " + inputs[0],
          acceptsIntegers() ? "a numeric tensor" : "a floating-point tensor",
          DTypeHints.toFloating(dtype));
    }
    return inputs[0];
  }
}
