package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.TensorSpec;
import java.util.Locale;

/** An elementwise op of two inputs of one type, which broadcast against each other. */
public sealed interface BinaryOp extends ElementwiseOp
    permits Add, Compare, Div, FloorDiv, Maximum, Minimum, Mul, Pow, Remainder, Sub {

  /** Returns the scalar function that is applied to each pair of elements. */
  BinaryFunction function();

  @Override
  default String name() {
    return function().name().toLowerCase(Locale.ROOT);
  }

  @Override
  default Expr expression(Expr... inputs) {
    return new Expr.Binary(function(), inputs[0], inputs[1]);
  }

  @Override
  default TensorSpec infer(TensorSpec... inputs) {
    TensorSpec a = inputs[0];
    TensorSpec b = inputs[1];
    if (a.dtype() != b.dtype()) {
      throw new DTypeException(
          name() + ": dtypes differ: " + a + " and " + b,
          "operands of one dtype",
          DTypeHints.toOne(a.dtype(), b.dtype()));
    }
    if (a.dtype() == DType.BOOL && !function().isComparison()) {
      throw new DTypeException(
          name() + ": received " + a + " and " + b,
          "numeric operands",
          "cast them first, for example x.to(DType.FLOAT32)");
    }
    DType result = function().isComparison() ? DType.BOOL : a.dtype();
    return new TensorSpec(Broadcasting.broadcast(name(), a.shape(), b.shape()), result);
  }
}
