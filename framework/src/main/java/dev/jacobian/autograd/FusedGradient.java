package dev.jacobian.autograd;

import dev.jacobian.device.Operand;
import dev.jacobian.fusion.FusedFunction;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Replay;
import dev.jacobian.op.Differentiable;
import dev.jacobian.op.GradientContext;
import dev.jacobian.op.Value;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a composed function: the kernels that the ops of its gradient fuse to, or, where
 * it is differentiated in turn or captured, these ops.
 *
 * @param name of the function
 * @param wanted the inputs with respect to which it is
 * @param graph of the inputs, the result, and the gradient of that; its outputs are the gradients
 * @param backward the graph as kernels
 */
record FusedGradient(String name, List<Integer> wanted, Graph graph, FusedFunction backward)
    implements Differentiable {

  private int result() {
    return graph.inputs().size() - 2;
  }

  @Override
  public boolean isDifferentiable(int index) {
    return wanted.contains(index);
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return backward.reads(input);
  }

  @Override
  public boolean usesOutput(int gradient) {
    return backward.reads(result());
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.once(() -> gradients(context)).get(wanted.indexOf(index));
  }

  private List<Value> gradients(GradientContext context) {
    IntFunction<Value> arguments =
        argument ->
            argument < result()
                ? context.input(argument)
                : argument == result() ? context.output() : context.gradient();
    if (!(context.builder() instanceof EagerTape tape) || context.isDifferentiatedAgain()) {
      return Replay.run(graph, context.builder(), arguments);
    }
    @Nullable Operand[] operands = new Operand[graph.inputs().size()];
    for (int i = 0; i < operands.length; i++) {
      if (backward.reads(i)) {
        operands[i] = ((Variable) arguments.apply(i)).operand().packed();
      }
    }
    return List.copyOf(tape.run(() -> name + "Backward", backward, operands));
  }
}
