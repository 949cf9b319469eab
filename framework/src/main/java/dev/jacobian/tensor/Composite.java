package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.op.CompositeOp;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Value;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A function of tensors that is composed of others, and computed as few kernels also where it is
 * not compiled:
 *
 * <pre>{@code
 * static final Composite<Double> SWISH =
 *     Composite.of("swish", (beta, x) -> x[0].mul(x[0].mul(beta).sigmoid()));
 *
 * Tensor y = SWISH.apply(1.5, x);
 * }</pre>
 *
 * The result and its gradient are each computed in as few passes over memory as a compiled function
 * would take; gradients of gradients are there too. It runs op by op where that is no slower: on
 * small tensors, elementwise functions alone on tensors that do not lie in row-major order, and
 * where its ops are not elementwise functions and reductions; and inside a compiled function it is
 * fused with what is around it. Keep one for each function, since its kernels are found by it.
 * PyTorch equivalent: {@code torch.compile} of a function that is called in an eager program.
 *
 * @param <S> what the function depends on beside tensors; a value with {@code equals}
 */
public final class Composite<S> {
  private final String name;
  private final Body<S> body;
  private final @Nullable Body<S> gradient;

  /**
   * Composes the result of tensors.
   *
   * @param <S> what it depends on beside them
   */
  @FunctionalInterface
  public interface Body<S> {
    /**
     * Composes the result. The body computes with the tensors and the settings alone, and neither
     * reads values nor changes a tensor.
     */
    Tensor apply(S settings, Tensor... inputs);
  }

  private Composite(String name, Body<S> body, @Nullable Body<S> gradient) {
    this.name = name;
    this.body = body;
    this.gradient = gradient;
  }

  /**
   * Makes a function.
   *
   * @param name for messages and profiles
   * @param body captures nothing
   */
  public static <S> Composite<S> of(String name, Body<S> body) {
    return new Composite<>(name, body, null);
  }

  /**
   * Returns this function of one tensor with a gradient that is composed of the result and the
   * gradient with respect to that, which are the inputs of its body; what the function was given
   * may then change before backward.
   */
  public Composite<S> withGradient(Body<S> composed) {
    return new Composite<>(name, body, composed);
  }

  /** Makes a function of one tensor alone: see {@link #of}. */
  public static UnaryOperator<Tensor> unary(String name, UnaryOperator<Tensor> body) {
    Composite<String> function = of(name, (settings, inputs) -> body.apply(inputs[0]));
    return x -> function.apply(name, x);
  }

  /** Returns what it is called in messages and profiles. */
  public String name() {
    return name;
  }

  /**
   * Returns the result, recorded for backward.
   *
   * @throws dev.jacobian.shape.JacobianException if shapes, types or devices do not fit
   */
  public Tensor apply(S settings, Tensor... inputs) {
    Value[] values = new Value[inputs.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = inputs[i].value();
    }
    return Tensor.ofValue(Autograd.builder().apply(new Call<>(this, settings), values));
  }

  private record Call<S>(Composite<S> function, S settings) implements CompositeOp {
    @Override
    public String name() {
      return function.name;
    }

    @Override
    public Value decompose(OpBuilder builder, Value... inputs) {
      return compose(function.body, builder, inputs);
    }

    @Override
    public @Nullable Value gradient(OpBuilder builder, Value result, Value gradient) {
      return function.gradient == null
          ? null
          : compose(function.gradient, builder, result, gradient);
    }

    private Value compose(Body<S> composed, OpBuilder builder, Value... inputs) {
      Tensor[] tensors = new Tensor[inputs.length];
      for (int i = 0; i < tensors.length; i++) {
        tensors[i] = Tensor.ofValue(inputs[i]);
      }
      return Autograd.through(builder, () -> composed.apply(settings, tensors).value());
    }
  }
}
