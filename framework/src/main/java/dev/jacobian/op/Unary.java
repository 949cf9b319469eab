package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A function of each element: {@code y = f(x)}; shape and type stay.
 *
 * @param function the function, which says what {@code dx} is
 */
public record Unary(UnaryFunction function) implements ElementwiseOp {
  /** What the gradients read, which is asked for at every call. */
  private static final Map<UnaryFunction, Set<Integer>> READS =
      Arrays.stream(UnaryFunction.values())
          .collect(
              Collectors.toUnmodifiableMap(
                  f -> f, f -> ElementwiseGradient.readsOf(new Unary(f), 0)));

  @Override
  public String name() {
    return function.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Expr expression(Expr... inputs) {
    return inputs[0].apply(function);
  }

  @Override
  public Expr derivative(int index, Expr[] inputs, Expr output, Expr gradient) {
    return expression(inputs).gradient(index, output, gradient);
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    DType dtype = inputs[0].dtype();
    if (!dtype.isFloating() && (dtype == DType.BOOL || !function.isWhole())) {
      throw new DTypeException(
          name() + ": received " + inputs[0],
          function.isWhole() ? "a numeric tensor" : "a floating-point tensor",
          DTypeHints.toFloating(dtype));
    }
    return inputs[0];
  }

  private Set<Integer> reads() {
    return Objects.requireNonNull(READS.get(function));
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return reads().contains(input);
  }

  @Override
  public boolean usesOutput(int gradient) {
    return reads().contains(ElementwiseGradient.OUTPUT);
  }
}
