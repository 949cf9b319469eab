package dev.jacobian.op;

import dev.jacobian.expr.Derivative;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.Leaves;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;
import java.util.List;

/**
 * An op whose output element depends on the input elements at the same position, after
 * broadcasting. Backends and the compiler know it only by its expression, so that one of a user's
 * is fused with its neighbours as ours are, and its gradient follows from that.
 */
public interface ElementwiseOp extends Op {
  /** Returns the expression of an output element, given those of the inputs. */
  Expr expression(Expr... inputs);

  /**
   * Returns the expression of the gradient with respect to an input: by the chain rule, unless an
   * op knows better how it goes on at a step or a kink, or a form that rounds less.
   *
   * @param output the expression of the output
   * @param gradient the expression of the output's gradient
   */
  default Expr derivative(int index, Expr[] inputs, Expr output, Expr gradient) {
    Expr[] leaves = new Expr[inputs.length + 2];
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = new Expr.Input(i, i < inputs.length ? inputs[i].dtype() : output.dtype());
    }
    Expr[] own = Arrays.copyOf(leaves, inputs.length);
    Expr derivative =
        Derivative.of(
            expression(own), own[index], leaves[inputs.length], leaves[inputs.length + 1]);
    Expr[] given = Arrays.copyOf(inputs, leaves.length);
    given[inputs.length] = output;
    given[inputs.length + 1] = gradient;
    return Leaves.replaced(derivative, given);
  }

  @Override
  default Value gradient(int index, GradientContext context) {
    return ElementwiseGradient.value(this, index, context);
  }

  @Override
  default boolean usesInput(int input, int gradient) {
    return ElementwiseGradient.reads(this, gradient).contains(input);
  }

  @Override
  default boolean usesOutput(int gradient) {
    return ElementwiseGradient.reads(this, gradient).contains(ElementwiseGradient.OUTPUT);
  }

  @Override
  default Shape space(List<TensorSpec> inputs, TensorSpec output) {
    return output.shape();
  }

  @Override
  default Lowering lower(List<TensorSpec> inputs, TensorSpec output) {
    Expr[] leaves = new Expr[inputs.size()];
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = new Expr.Input(i, inputs.get(i).dtype());
    }
    return lower(leaves, inputs, output.shape());
  }

  /**
   * Returns what a device does if some of the inputs are no tensors.
   *
   * @param leaves the inputs of {@link #expression}
   * @param tensors what {@link Expr.Input} refers to
   * @param space the shape of the result
   */
  default Lowering lower(Expr[] leaves, List<TensorSpec> tensors, Shape space) {
    Expr expression = expression(leaves);
    KernelChecks.requireTypes(name(), expression);
    Output result = Output.stored(expression, space);
    return new Lowering.OfKernel(Kernel.of(space, tensors, List.of(result)));
  }
}
