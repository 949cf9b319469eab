package dev.jacobian.graph;

import dev.jacobian.op.GradientContext;
import dev.jacobian.op.Op;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Value;
import dev.jacobian.shape.TensorSpec;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Adds the gradient of a function to its graph, by reverse accumulation. Ops' gradients read the
 * function's own nodes.
 */
public final class ReverseMode {
  private final OpBuilder builder;
  private final IdentityHashMap<Node, Value> gradients = new IdentityHashMap<>();

  private ReverseMode(OpBuilder builder) {
    this.builder = builder;
  }

  /**
   * Returns the gradients with respect to some arguments.
   *
   * @param result of the function
   * @param seed the gradient with respect to the result
   * @return one for each of {@code wanted}, of its shape; empty if the result does not depend on
   *     all of them
   */
  public static Optional<List<Node>> gradients(
      OpBuilder builder, Node result, Node seed, List<Node> wanted) {
    ReverseMode pass = new ReverseMode(builder);
    pass.run(result, seed, wanted);
    return wanted.stream().allMatch(pass.gradients::containsKey)
        ? Optional.of(wanted.stream().map(node -> (Node) pass.gradients.get(node)).toList())
        : Optional.empty();
  }

  private void run(Node result, Node seed, List<Node> wanted) {
    List<Node> order = TopologicalOrder.of(List.of(result));
    Set<Node> leading = Collections.newSetFromMap(new IdentityHashMap<>());
    leading.addAll(wanted);
    for (Node node : order) {
      for (int i = 0; i < node.operands().size(); i++) {
        if (leads(node, i, leading)) {
          leading.add(node);
        }
      }
    }
    gradients.put(result, seed);
    for (int at = order.size() - 1; at >= 0; at--) {
      Node node = order.get(at);
      Op op = node.op();
      Value gradient = gradients.get(node);
      if (op == null || gradient == null) {
        continue;
      }
      GradientContext context = new Context(node, gradient);
      for (int i = 0; i < node.operands().size(); i++) {
        if (leads(node, i, leading)) {
          Node input = node.input(i);
          Value part = builder.sumTo(op.gradient(i, context), input.shape());
          gradients.merge(input, part, builder::add);
        }
      }
    }
  }

  /** Returns whether a gradient flows from a node to one of its operands. */
  private static boolean leads(Node node, int input, Set<Node> leading) {
    Op op = node.op();
    return op != null
        && node.dtype().isFloating()
        && op.isDifferentiable(input)
        && leading.contains(node.input(input));
  }

  private final class Context implements GradientContext {
    private final Node node;
    private final Value gradient;
    private @Nullable Object shared;

    Context(Node node, Value gradient) {
      this.node = node;
      this.gradient = gradient;
    }

    @Override
    public OpBuilder builder() {
      return builder;
    }

    @Override
    public Value gradient() {
      return gradient;
    }

    @Override
    public Value input(int index) {
      return node.input(index);
    }

    @Override
    public Value output() {
      return node;
    }

    @Override
    @SuppressWarnings("unchecked") // an op shares one thing
    public <T> T once(Supplier<T> common) {
      T made = (T) shared;
      if (made == null) {
        made = common.get();
        shared = made;
      }
      return made;
    }

    @Override
    public boolean isDifferentiatedAgain() {
      // The graph of a gradient serves where it is differentiated too.
      return true;
    }

    @Override
    public int inputCount() {
      return node.operands().size();
    }

    @Override
    public TensorSpec inputSpec(int index) {
      return node.input(index).spec();
    }

    @Override
    public TensorSpec outputSpec() {
      return node.spec();
    }
  }
}
