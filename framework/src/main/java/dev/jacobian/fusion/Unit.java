package dev.jacobian.fusion;

import dev.jacobian.expr.Expr;
import dev.jacobian.expr.Leaves;
import dev.jacobian.graph.Node;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Stage;
import dev.jacobian.kernel.Store;
import dev.jacobian.op.Op;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One thing that a compiled function does on a device. */
public sealed interface Unit {
  /** Returns the nodes whose memory is read. */
  List<Node> reads();

  /** Returns the nodes that are computed here. */
  List<Node> makes();

  /** Returns what is done, for listings and profiles. */
  String label();

  /** Returns the nodes whose ops are done here. */
  default List<Node> members() {
    return makes();
  }

  /**
   * Returns whether a result may be written over the memory of something outside this unit's own
   * buffers.
   *
   * @param result one of {@link #makes}
   * @param target an argument or a state, of the result's size
   */
  boolean canWriteOver(Node result, Node target);

  /**
   * A fused kernel.
   *
   * @param members the nodes whose ops it does, in their order
   * @param kernel its description
   * @param inputs its inputs, some of them views
   * @param numbers the slots of its parameters among the run's numbers
   * @param makes its results
   */
  record KernelUnit(
      List<Node> members, Kernel kernel, List<Node> inputs, List<Integer> numbers, List<Node> makes)
      implements Unit {
    @Override
    public String label() {
      return members.stream()
          .map(member -> member.source().label())
          .collect(Collectors.joining(", "));
    }

    @Override
    public List<Node> reads() {
      return inputs.stream().map(Node::root).distinct().toList();
    }

    public boolean isReduced(Node result) {
      return kernel.outputs().get(makes.indexOf(result)).store() instanceof Store.Reduce;
    }

    /** Returns whether all reads of a root are position by position, not stretched. */
    public boolean readsWhole(Node root) {
      return IntStream.range(0, inputs.size())
          .allMatch(
              i -> inputs.get(i).root() != root || kernel.loads().get(i).isWhole(kernel.space()));
    }

    /** Returns what is computed before the kernel ends. */
    List<Node> makesBeforeEnd() {
      Set<Integer> endings = Stage.endings(kernel);
      return IntStream.range(0, makes.size())
          .filter(i -> !endings.contains(i))
          .mapToObj(makes::get)
          .toList();
    }

    @Override
    public boolean canWriteOver(Node result, Node target) {
      return isReduced(result)
          ? !reads().contains(target) || isEndOf(target, makes.indexOf(result))
          : readsWhole(target);
    }

    /**
     * Returns whether an output is an ending that may replace a root: endings, which come last,
     * read each element where this one stores one; and so does this one if others read it before.
     */
    private boolean isEndOf(Node target, int output) {
      Set<Integer> endings = Stage.endings(kernel);
      if (!endings.contains(output)) {
        return false;
      }
      Shape shape = kernel.outputSpec(output).shape();
      IndexMap map = IndexMap.broadcast(shape, kernel.space());
      boolean isReadHere = false;
      boolean isReadBefore = false;
      for (int i = 0; i < makes.size(); i++) {
        for (Expr.Input input : Leaves.inputs(kernel.outputs().get(i).value())) {
          if (inputs.get(input.index()).root() != target) {
            continue;
          }
          isReadHere |= i == output;
          isReadBefore |= !endings.contains(i);
          if (endings.contains(i)
              && !(kernel.outputSpec(i).shape().equals(shape)
                  && kernel.loads().get(input.index()).map().equals(map))) {
            return false;
          }
        }
      }
      return isReadHere || !isReadBefore;
    }
  }

  /**
   * A matrix product {@code alpha op(a) op(b) + beta accumulator}.
   *
   * @param result what is computed
   * @param accumulator what is added to, or null if beta is 0
   */
  record ProductUnit(
      Node result,
      Node a,
      boolean transposeA,
      Node b,
      boolean transposeB,
      Factor alpha,
      @Nullable Node accumulator,
      Factor beta)
      implements Unit {
    @Override
    public String label() {
      return accumulator == null ? "matmul" : "matmul, add";
    }

    /** Returns the shapes that are multiplied, for profiles. */
    public String factors() {
      String left = a.shape() + (transposeA ? "^T" : "");
      return left + " x " + b.shape() + (transposeB ? "^T" : "");
    }

    @Override
    public List<Node> reads() {
      List<Node> reads = new ArrayList<>(List.of(a.root(), b.root()));
      if (accumulator != null) {
        reads.add(accumulator.root());
      }
      return reads.stream().distinct().toList();
    }

    @Override
    public List<Node> makes() {
      return List.of(result);
    }

    @Override
    public boolean canWriteOver(Node made, Node target) {
      return a.root() != target && b.root() != target;
    }
  }

  /** An op by its kernel call. One that takes layouts reads what its inputs are views of. */
  record OpUnit(Node result) implements Unit {
    @Override
    public String label() {
      return result.source().label();
    }

    /** Returns where the inputs lie. */
    public List<Placed> inputs() {
      Op op = result.op();
      boolean takesLayouts = op != null && op.takesLayouts();
      return result.operands().stream()
          .map(
              input ->
                  takesLayouts ? Placed.of(input) : new Placed(input, Layout.packed(input.shape())))
          .toList();
    }

    @Override
    public List<Node> reads() {
      return inputs().stream().map(input -> input.node().root()).distinct().toList();
    }

    @Override
    public List<Node> makes() {
      return List.of(result);
    }

    @Override
    public boolean canWriteOver(Node made, Node target) {
      return !reads().contains(target);
    }
  }

  /**
   * A look at a number.
   *
   * @param id of the check
   */
  record CheckUnit(Node value, int id) implements Unit {
    @Override
    public String label() {
      return "check";
    }

    @Override
    public List<Node> reads() {
      return List.of(value.root());
    }

    @Override
    public List<Node> makes() {
      return List.of();
    }

    @Override
    public boolean canWriteOver(Node made, Node target) {
      return false;
    }
  }
}
