package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A function of two elements: {@code y = f(a, b)} of inputs of one type, which broadcast against
 * each other. Comparisons give a bool tensor.
 *
 * @param function the function, which says what {@code da} and {@code db} are
 */
public record Binary(BinaryFunction function) implements ElementwiseOp {
  /** What the gradients read, which is asked for at every call. */
  private static final Map<BinaryFunction, List<Set<Integer>>> READS =
      Arrays.stream(BinaryFunction.values())
          .collect(Collectors.toUnmodifiableMap(f -> f, f -> reads(new Binary(f))));

  private static List<Set<Integer>> reads(Binary op) {
    return List.of(ElementwiseGradient.readsOf(op, 0), ElementwiseGradient.readsOf(op, 1));
  }

  /** Returns whether an op is a function of two elements. */
  public static boolean is(@Nullable Op op, BinaryFunction function) {
    return op instanceof Binary binary && binary.function == function;
  }

  @Override
  public String name() {
    return function == BinaryFunction.FLOOR_DIV
        ? "floorDiv"
        : function.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Expr expression(Expr... inputs) {
    return inputs[0].apply(function, inputs[1]);
  }

  @Override
  public Expr derivative(int index, Expr[] inputs, Expr output, Expr gradient) {
    return expression(inputs).gradient(index, output, gradient);
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    TensorSpec a = inputs[0];
    TensorSpec b = inputs[1];
    if (a.dtype() != b.dtype()) {
      throw new DTypeException(
          name() + ": dtypes differ: " + a + " and " + b,
          "operands of one dtype",
          DTypeHints.toOne(a.dtype(), b.dtype()));
    }
    if (function.isComparison()) {
      return new TensorSpec(Broadcasting.broadcast(name(), a.shape(), b.shape()), DType.BOOL);
    }
    if (a.dtype() == DType.BOOL) {
      throw new DTypeException(
          name() + ": received " + a + " and " + b,
          "numeric operands",
          "cast them first, for example x.to(DType.FLOAT32)");
    }
    if (function == BinaryFunction.DIV && !a.dtype().isFloating()) {
      throw new DTypeException(
          "div: received " + a + " and " + b,
          "floating-point operands",
          "floorDiv, which rounds down, or x.to(DType.FLOAT64) before");
    }
    return new TensorSpec(Broadcasting.broadcast(name(), a.shape(), b.shape()), a.dtype());
  }

  @Override
  public boolean isDifferentiable(int index) {
    return !function.isComparison();
  }

  private List<Set<Integer>> reads() {
    return Objects.requireNonNull(READS.get(function));
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return reads().get(gradient).contains(input);
  }

  @Override
  public boolean usesOutput(int gradient) {
    return reads().get(gradient).contains(ElementwiseGradient.OUTPUT);
  }

  /** Storing truth values and reading them again costs more than a comparison. */
  @Override
  public boolean isRepeated() {
    return function.isComparison();
  }
}
