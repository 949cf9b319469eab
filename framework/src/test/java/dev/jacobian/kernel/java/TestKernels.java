package dev.jacobian.kernel.java;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;
import java.util.List;

/** Short names for expressions, and the kernels that several tests look at. */
final class TestKernels {
  private TestKernels() {}

  static Expr input(int index) {
    return new Expr.Input(index, DType.FLOAT32);
  }

  static Expr constant(double value) {
    return new Expr.Constant(value, DType.FLOAT32);
  }

  static Expr parameter(int index) {
    return new Expr.Parameter(index, DType.FLOAT32);
  }

  static Expr unary(UnaryFunction function, Expr x) {
    return new Expr.Unary(function, x);
  }

  static Expr binary(BinaryFunction function, Expr left, Expr right) {
    return new Expr.Binary(function, left, right);
  }

  static Expr add(Expr left, Expr right) {
    return binary(BinaryFunction.ADD, left, right);
  }

  static Expr sub(Expr left, Expr right) {
    return binary(BinaryFunction.SUB, left, right);
  }

  static Expr mul(Expr left, Expr right) {
    return binary(BinaryFunction.MUL, left, right);
  }

  static Expr div(Expr left, Expr right) {
    return binary(BinaryFunction.DIV, left, right);
  }

  static Kernel kernel(int count, List<DType> inputs, List<Expr> results) {
    Shape space = Shape.of(count);
    return Kernel.of(
        space,
        inputs.stream().map(dtype -> new TensorSpec(space, dtype)).toList(),
        results.stream().map(value -> Output.stored(value, space)).toList());
  }

  /** Returns a kernel over some float32 inputs. */
  static Kernel floats(int inputs, Expr... results) {
    DType[] dtypes = new DType[inputs];
    Arrays.fill(dtypes, DType.FLOAT32);
    return kernel(100, List.of(dtypes), List.of(results));
  }

  /** {@code x*x + a*x + b}. */
  static Kernel polynomial(double a, double b) {
    Expr x = input(0);
    return floats(1, add(add(mul(x, x), mul(constant(a), x)), constant(b)));
  }

  /** Adam's moments and parameters from gradient, moments and parameters. */
  static Kernel adam() {
    Expr gradient = input(0);
    Expr first = add(mul(input(1), constant(0.9)), mul(gradient, constant(0.1)));
    Expr second =
        add(mul(input(2), constant(0.999)), mul(mul(gradient, gradient), constant(0.001)));
    Expr root = div(unary(UnaryFunction.SQRT, second), parameter(1));
    Expr step = div(mul(parameter(0), first), add(root, constant(1e-8)));
    return floats(4, first, second, sub(input(3), step));
  }

  /** The gradient of a rectifier, times another input. */
  static Kernel maskedProduct() {
    Expr isPositive = binary(BinaryFunction.GT, input(0), constant(0));
    return floats(3, mul(new Expr.Select(isPositive, input(1), constant(0)), input(2)));
  }
}
