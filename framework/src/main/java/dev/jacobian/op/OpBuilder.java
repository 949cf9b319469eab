package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.List;

/**
 * Applies ops to values. The eager tape computes at once; a tracer adds nodes to a graph. Gradients
 * and composed functions are written against this interface, so they work in both. Operations on
 * scalars alone are folded here.
 */
public interface OpBuilder {

  /**
   * Returns the result of an op.
   *
   * @throws dev.jacobian.shape.JacobianException if shapes, types or devices do not fit
   */
  Value apply(Op op, Value... inputs);

  /**
   * Returns the result of a function that is composed of ops.
   *
   * @throws dev.jacobian.shape.JacobianException if shapes, types or devices do not fit
   */
  default Value apply(CompositeOp function, Value... inputs) {
    return function.decompose(this, inputs);
  }

  /**
   * Replaces the values of {@code target} by the result of an op, in place.
   *
   * @param target of the result's shape and type; may be among the inputs
   */
  void assign(Value target, Op op, Value... inputs);

  /** A function of each element. */
  default Value unary(UnaryFunction function, Value x) {
    return x instanceof Scalar s
        ? new Scalar(function.apply(s.value()), s.dtype())
        : apply(new Unary(function), x);
  }

  /** A function of two elements. */
  default Value binary(BinaryFunction function, Value a, Value b) {
    if (a instanceof Scalar x && b instanceof Scalar y) {
      DType dtype = function.isComparison() ? DType.BOOL : x.dtype();
      return new Scalar(function.apply(x.value(), y.value()), dtype);
    }
    return apply(new Binary(function), a, b);
  }

  /** Returns a constant of the type of {@code like}. */
  default Scalar scalar(double value, Value like) {
    return new Scalar(value, like.dtype());
  }

  /** {@code a + b}. */
  default Value add(Value a, Value b) {
    return binary(BinaryFunction.ADD, a, b);
  }

  /** {@code a + c}. */
  default Value add(Value a, double c) {
    return add(a, scalar(c, a));
  }

  /** {@code a - b}. */
  default Value sub(Value a, Value b) {
    return binary(BinaryFunction.SUB, a, b);
  }

  /** {@code a * b}. */
  default Value mul(Value a, Value b) {
    return binary(BinaryFunction.MUL, a, b);
  }

  /** {@code a * c}. */
  default Value mul(Value a, double c) {
    return mul(a, scalar(c, a));
  }

  /** {@code a / b}. */
  default Value div(Value a, Value b) {
    return binary(BinaryFunction.DIV, a, b);
  }

  /** {@code a^b}. */
  default Value pow(Value a, Value b) {
    return binary(BinaryFunction.POW, a, b);
  }

  /** {@code -x}. */
  default Value neg(Value x) {
    return unary(UnaryFunction.NEG, x);
  }

  /** {@code a == b}. */
  default Value eq(Value a, Value b) {
    return binary(BinaryFunction.EQ, a, b);
  }

  /** {@code a != b}. */
  default Value ne(Value a, Value b) {
    return binary(BinaryFunction.NE, a, b);
  }

  /** {@code a <= b}. */
  default Value le(Value a, Value b) {
    return binary(BinaryFunction.LE, a, b);
  }

  /** {@code a > b}. */
  default Value gt(Value a, Value b) {
    return binary(BinaryFunction.GT, a, b);
  }

  /** {@code a >= b}. */
  default Value ge(Value a, Value b) {
    return binary(BinaryFunction.GE, a, b);
  }

  /** {@code whenTrue} where the condition holds, else {@code whenFalse}. */
  default Value where(Value condition, Value whenTrue, Value whenFalse) {
    if (condition instanceof Scalar known) {
      return known.value() != 0 ? whenTrue : whenFalse;
    }
    return apply(new Where(), condition, whenTrue, whenFalse);
  }

  /** The values in another type; {@code x} itself if it has that type. */
  default Value cast(Value x, DType dtype) {
    if (x.dtype() == dtype) {
      return x;
    }
    return x instanceof Scalar s ? new Scalar(s.value(), dtype) : apply(new Cast(dtype), x);
  }

  /** A tensor of the shape and type of {@code like}, filled with a number. */
  default Value fillLike(Value like, double value) {
    return apply(new FillLike(value), like);
  }

  /** The values under another shape of the same size; {@code x} itself if it has that shape. */
  default Value reshape(Value x, Shape shape) {
    return x.shape().equals(shape) ? x : apply(new Reshape(shape), x);
  }

  /** The values stretched to a shape; {@code x} itself if it has that shape. */
  default Value expand(Value x, Shape shape) {
    return x.shape().equals(shape) ? x : apply(new Expand(shape), x);
  }

  /** The sum over axes, which stay with size 1. */
  default Value sum(Value x, List<Integer> axes) {
    return axes.isEmpty() ? x : apply(new Sum(axes), x);
  }

  /** {@code op(a) op(b)} with the last two axes exchanged where asked. */
  default Value matmul(Value a, boolean transposeA, Value b, boolean transposeB) {
    return apply(new MatMul(transposeA, transposeB), a, b);
  }

  /**
   * The reverse of broadcasting: sums over the axes along which {@code shape} had been stretched to
   * {@code x}'s shape.
   */
  default Value sumTo(Value x, Shape shape) {
    if (x.shape().equals(shape)) {
      return x;
    }
    return reshape(sum(x, Broadcasting.stretchedAxes(shape, x.shape())), shape);
  }
}
