package dev.jacobian.autograd;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.fusion.FusedFunction;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.GraphBuilder;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.Replay;
import dev.jacobian.graph.ReverseMode;
import dev.jacobian.graph.Source;
import dev.jacobian.graph.Substitution;
import dev.jacobian.graph.TopologicalOrder;
import dev.jacobian.op.CompositeOp;
import dev.jacobian.op.Differentiable;
import dev.jacobian.op.GradientContext;
import dev.jacobian.op.Value;
import dev.jacobian.op.ViewOp;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a composed function. What it needs of the function is computed anew, which costs
 * less than reading it, but for what is small: numbers of rows that were reduced are kept. Source:
 * Chen et al., "Training deep nets with sublinear memory cost", 2016; as PyTorch's AOTAutograd
 * does.
 *
 * <p>On the tape its inputs are those of the function and then what is kept.
 *
 * @param name of the function
 * @param wanted the inputs with respect to which it is
 * @param forward gives the function's result and then what is kept
 * @param backward gives the gradients of the inputs, the result, its gradient, and what is kept
 * @param graph gives them of the inputs, the result and its gradient, as ops: where they are
 *     differentiated in turn, or captured
 * @param read which arguments of the graph either reads
 */
record FusedGradient(
    String name,
    List<Integer> wanted,
    FusedFunction forward,
    FusedFunction backward,
    Graph graph,
    Set<Integer> read)
    implements Differentiable {
  /** What has a part of the largest array's elements is kept. */
  private static final long KEPT_PART = 8;

  /**
   * Makes the gradient of a function.
   *
   * @param specs of the function's inputs
   * @return empty if it is more than kernels, or the result does not depend on all inputs
   */
  static Optional<FusedGradient> of(
      CompositeOp op, List<TensorSpec> specs, List<Integer> wanted, Backend backend) {
    GraphBuilder builder = new GraphBuilder(backend.device());
    List<Node> inputs = specs.stream().map(builder::argument).toList();
    Node result = (Node) op.decompose(builder, inputs.toArray(new Node[0]));
    Node known = builder.argument(result.spec());
    Node seed = builder.argument(result.spec());
    Value own = op.gradient(builder, known, seed);
    Optional<List<Node>> made =
        own != null
            ? Optional.of(List.of((Node) own))
            : ReverseMode.gradients(
                builder, result, seed, wanted.stream().map(inputs::get).toList());
    if (made.isEmpty()) {
      return Optional.empty();
    }
    List<Node> gradients = made.get();
    Graph graph = builder.graph(gradients);

    Map<Node, Node> standIns = new HashMap<>();
    standIns.put(result, known);
    List<Node> small = small(result);
    small.forEach(node -> standIns.put(node, builder.argument(node.spec())));
    List<Node> cut = Substitution.run(gradients, standIns);
    List<Node> needed = TopologicalOrder.of(cut);
    small.removeIf(node -> !needed.contains(standIns.get(node)));

    List<Node> outputs = new ArrayList<>(List.of(result));
    outputs.addAll(small);
    List<Node> arguments = new ArrayList<>(inputs);
    arguments.addAll(List.of(known, seed));
    small.forEach(node -> arguments.add(standIns.get(node)));
    Optional<FusedFunction> forward = FusedFunction.of(inputs, outputs, backend);
    Optional<FusedFunction> backward = FusedFunction.of(arguments, cut, backend);
    if (forward.isEmpty() || backward.isEmpty()) {
      return Optional.empty();
    }
    Set<Integer> used = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (node.source() instanceof Source.Argument argument) {
        used.add(argument.index());
      }
    }
    IntStream.range(0, graph.inputs().size()).filter(backward.get()::reads).forEach(used::add);
    return Optional.of(
        new FusedGradient(op.name(), wanted, forward.get(), backward.get(), graph, used));
  }

  /** Returns the nodes that a result is computed from, but for that, which are small. */
  private static List<Node> small(Node result) {
    List<Node> nodes = TopologicalOrder.of(List.of(result));
    long most = nodes.stream().mapToLong(node -> node.shape().size()).max().orElse(0);
    List<Node> small = new ArrayList<>(nodes);
    small.removeIf(
        node ->
            node == result
                || !node.isComputed()
                || node.op() instanceof ViewOp
                || node.shape().size() * KEPT_PART > most);
    return small;
  }

  private int inputs() {
    return graph.inputs().size() - 2;
  }

  @Override
  public boolean isDifferentiable(int index) {
    return wanted.contains(index);
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return input >= inputs() || read.contains(input);
  }

  @Override
  public boolean usesOutput(int gradient) {
    return read.contains(inputs());
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.once(() -> gradients(context)).get(wanted.indexOf(index));
  }

  private List<Value> gradients(GradientContext context) {
    IntFunction<Value> arguments = argument -> argument(argument, context);
    if (!(context.builder() instanceof EagerTape tape) || context.isDifferentiatedAgain()) {
      return Replay.run(graph, context.builder(), arguments);
    }
    @Nullable Operand[] operands = new Operand[context.inputCount() + 2];
    for (int i = 0; i < operands.length; i++) {
      if (backward.reads(i)) {
        operands[i] = ((Variable) arguments.apply(i)).operand().packed();
      }
    }
    return List.copyOf(tape.run(() -> name + "Backward", backward, operands));
  }

  private Value argument(int index, GradientContext context) {
    if (index < inputs()) {
      return context.input(index);
    }
    return switch (index - inputs()) {
      case 0 -> context.output();
      case 1 -> context.gradient();
      default -> context.input(index - 2);
    };
  }
}
