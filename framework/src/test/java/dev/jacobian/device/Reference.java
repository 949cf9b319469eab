package dev.jacobian.device;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.Arrays;

/** Each kernel as a plain loop in double: slow, and plain enough to be trusted. */
final class Reference {
  private Reference() {}

  static Values elementwise(Expr expression, Shape shape, Values... inputs) {
    double[][] stretched = new double[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      stretched[i] = stretch(inputs[i], shape);
    }
    return Values.generate(
        expression.dtype(), shape, position -> element(expression, position, stretched));
  }

  private static double[] stretch(Values values, Shape shape) {
    double[] stretched = new double[(int) shape.size()];
    if (Broadcasting.isBroadcastable(values.shape(), shape)) {
      int[] positions = positions(shape, Broadcasting.strides(values.shape(), shape));
      Arrays.setAll(stretched, i -> values.data()[positions[i]]);
    }
    return stretched;
  }

  static double element(Expr expression, int position, double[][] inputs) {
    if (expression instanceof Expr.Input input) {
      return inputs[input.index()][position];
    }
    if (expression instanceof Expr.Constant constant) {
      return constant.value();
    }
    if (expression instanceof Expr.Unary unary) {
      return unary.function().apply(element(unary.operand(), position, inputs));
    }
    if (expression instanceof Expr.Binary binary) {
      double left = element(binary.left(), position, inputs);
      double right = element(binary.right(), position, inputs);
      double value = binary.function().apply(left, right);
      boolean whole = !binary.left().dtype().isFloating();
      if (whole && binary.function().dividesIntegers() && right == 0) {
        throw new ArithmeticException("/ by zero");
      }
      return value;
    }
    if (expression instanceof Expr.Select select) {
      return element(select.condition(), position, inputs) != 0
          ? element(select.whenTrue(), position, inputs)
          : element(select.whenFalse(), position, inputs);
    }
    Expr.Convert convert = (Expr.Convert) expression;
    return Values.round(convert.dtype(), element(convert.operand(), position, inputs));
  }

  /**
   * Returns, for each element of {@code shape} in row-major order, the sum of its coordinates times
   * their strides.
   */
  private static int[] positions(Shape shape, long[] strides) {
    long[] dims = shape.dims();
    int[] positions = new int[(int) shape.size()];
    for (int i = 0; i < positions.length; i++) {
      long rest = i;
      long at = 0;
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        at += rest % dims[axis] * strides[axis];
        rest /= dims[axis];
      }
      positions[i] = (int) at;
    }
    return positions;
  }

  /** Returns the shape with each of {@code axes} of size 1. */
  static Shape reduced(Shape shape, int... axes) {
    Shape reduced = shape;
    for (int axis : axes) {
      reduced = reduced.withDim(axis, 1);
    }
    return reduced;
  }

  static Values reduce(Reducer reduction, Values input, int... axes) {
    Shape shape = reduced(input.shape(), axes);
    double[] result = new double[(int) shape.size()];
    Arrays.fill(
        result,
        switch (reduction) {
          case SUM -> 0;
          case PRODUCT -> 1;
          case MAX -> Double.NEGATIVE_INFINITY;
          case MIN -> Double.POSITIVE_INFINITY;
        });
    int[] positions = positions(input.shape(), Broadcasting.strides(shape, input.shape()));
    for (int i = 0; i < input.data().length; i++) {
      int at = positions[i];
      double value = input.data()[i];
      result[at] =
          switch (reduction) {
            case SUM -> result[at] + value;
            case PRODUCT -> result[at] * value;
            case MAX -> Math.max(result[at], value);
            case MIN -> Math.min(result[at], value);
          };
    }
    return Values.of(input.dtype(), shape, result);
  }

  /** Returns the sums of absolute values, the measure of a sum's error. */
  static double[] magnitude(Values input, int... axes) {
    Values absolute =
        new Values(
            DType.FLOAT64, input.shape(), Arrays.stream(input.data()).map(Math::abs).toArray());
    return reduce(Reducer.SUM, absolute, axes).data();
  }

  static Values argmax(Values input, int axis) {
    int size = (int) input.shape().dim(axis);
    int inner = (int) input.shape().product(axis + 1, input.shape().rank());
    return Values.generate(
        DType.INT64,
        reduced(input.shape(), axis),
        position -> {
          int base = position / inner * size * inner + position % inner;
          int best = 0;
          for (int i = 1; i < size; i++) {
            double value = input.data()[base + i * inner];
            double largest = input.data()[base + best * inner];
            if (value > largest || (Double.isNaN(value) && !Double.isNaN(largest))) {
              best = i;
            }
          }
          return best;
        });
  }

  /**
   * Returns {@code a b} for {@code [batch, m, k]} and {@code [batch, k, n]}, neither transposed.
   */
  static double[] matmul(double[] a, double[] b, int batch, int m, int k, int n) {
    double[] c = new double[batch * m * n];
    for (int s = 0; s < batch; s++) {
      for (int i = 0; i < m; i++) {
        for (int p = 0; p < k; p++) {
          double factor = a[(s * m + i) * k + p];
          for (int j = 0; j < n; j++) {
            c[(s * m + i) * n + j] += factor * b[(s * k + p) * n + j];
          }
        }
      }
    }
    return c;
  }

  static Values permute(Values input, int... permutation) {
    long[] inputStrides = input.shape().strides();
    long[] dims = new long[permutation.length];
    long[] strides = new long[permutation.length];
    for (int i = 0; i < permutation.length; i++) {
      dims[i] = input.shape().dim(permutation[i]);
      strides[i] = inputStrides[permutation[i]];
    }
    Shape shape = Shape.of(dims);
    int[] positions = positions(shape, strides);
    return Values.generate(input.dtype(), shape, i -> input.data()[positions[i]]);
  }

  /** Returns entry {@code picks[i]} of an axis at i. */
  static Values pick(Values input, int axis, long... picks) {
    Shape shape = input.shape().withDim(axis, picks.length);
    double[] result = new double[(int) shape.size()];
    int inner = (int) shape.product(axis + 1, shape.rank());
    for (int position = 0; position < result.length; position++) {
      int outer = position / inner / picks.length;
      int entry = position / inner % picks.length;
      result[position] =
          input
              .data()[
              (int) (outer * input.shape().dim(axis) + picks[entry]) * inner + position % inner];
    }
    return Values.of(input.dtype(), shape, result);
  }

  /** Puts, or adds, entry i of an axis at {@code picks[i]} of a copy of {@code target}. */
  static Values place(Values input, int axis, long[] picks, Values target, boolean add) {
    double[] result = target.data().clone();
    int inner = (int) target.shape().product(axis + 1, target.shape().rank());
    for (int position = 0; position < input.data().length; position++) {
      int outer = position / inner / picks.length;
      int entry = position / inner % picks.length;
      int at = (int) (outer * target.shape().dim(axis) + picks[entry]) * inner + position % inner;
      result[at] = add ? result[at] + input.data()[position] : input.data()[position];
    }
    return Values.of(target.dtype(), target.shape(), result);
  }
}
