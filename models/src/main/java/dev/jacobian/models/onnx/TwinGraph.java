package dev.jacobian.models.onnx;

import dev.jacobian.compile.CapturedGraph;
import dev.jacobian.device.ConvolutionPart;
import dev.jacobian.device.ConvolutionShape;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.Source;
import dev.jacobian.op.Convolution;
import dev.jacobian.op.Expand;
import dev.jacobian.op.IndexAdd;
import dev.jacobian.op.Op;
import dev.jacobian.op.Pad;
import dev.jacobian.op.Reshape;
import dev.jacobian.op.ScatterAddElements;
import dev.jacobian.op.Slice;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A model that was captured again for another number of rows or of steps. Its nodes are those of
 * the first capture, one by one, but for what grows with that number: sizes, and tensors that count
 * it.
 */
final class TwinGraph {
  private final CapturedGraph captured;
  private final CapturedGraph other;
  private final List<Node> nodes;
  private final List<Node> others;
  private final IdentityHashMap<Node, Node> twins = new IdentityHashMap<>();
  private final String unit;
  private final long few;
  private final long more;

  /**
   * Pairs two captures.
   *
   * @param unit of which they have two numbers, rows or steps
   * @param few the first one's
   * @param more the other one's
   */
  TwinGraph(CapturedGraph captured, CapturedGraph other, String unit, long few, long more) {
    this.captured = captured;
    this.other = other;
    this.unit = unit;
    this.few = few;
    this.more = more;
    this.nodes = nodes(captured.graph());
    this.others = nodes(other.graph());
  }

  /** Returns all nodes of a graph, inputs first. */
  static List<Node> nodes(Graph graph) {
    List<Node> nodes = new ArrayList<>(graph.inputs());
    graph.nodes().stream().filter(node -> !nodes.contains(node)).forEach(nodes::add);
    return nodes;
  }

  /**
   * Pairs all nodes.
   *
   * @throws OptionException that names the first that is another one
   */
  void pair() {
    for (int i = 0; i < Math.min(nodes.size(), others.size()); i++) {
      twins.put(nodes.get(i), others.get(i));
      requireSame(nodes.get(i), others.get(i));
    }
    if (nodes.size() != others.size()) {
      throw new OptionException(
          "ONNX export: the model is "
              + nodes.size()
              + " ops and tensors for "
              + few
              + " "
              + unit
              + " and "
              + others.size()
              + " for "
              + more,
          "a model that does the same for any number of " + unit,
          "compute on axes and sizes without choices that depend on the " + unit);
    }
  }

  /** Returns a node's twin. */
  Node of(Node node) {
    Node twin = twins.get(node);
    if (twin == null) {
      throw new IllegalStateException(node + " is not in the graph");
    }
    return twin;
  }

  private void requireSame(Node node, Node twin) {
    boolean isSame =
        node.spec().dtype() == twin.spec().dtype()
            && node.shape().rank() == twin.shape().rank()
            && node.operands().stream().map(twins::get).toList().equals(twin.operands())
            && (isSame(node, twin) || StepsNumber.of(node, twin, this) != null);
    if (!isSame) {
      throw refused(
          node,
          "'"
              + settings(node)
              + "' for "
              + few
              + " "
              + unit
              + " is '"
              + settings(twin)
              + "' for "
              + more,
          "a model that does the same for any number of " + unit,
          "keep the number of "
              + unit
              + " out of what is computed"
              + (hasSteps() ? "" : " of each row"));
    }
  }

  /** Returns whether the steps of sequences are what there are two numbers of. */
  boolean hasSteps() {
    return unit.equals(BatchGraph.STEPS);
  }

  long few() {
    return few;
  }

  long more() {
    return more;
  }

  /** Returns an error about a size that is no multiple of the number. */
  OptionException refused(Node node, long size, long other) {
    return refused(
        node,
        "a size of "
            + node.source().label()
            + " is "
            + size
            + " for "
            + few
            + " "
            + unit
            + " and "
            + other
            + " for "
            + more,
        "sizes that are the same for any number of " + unit + ", or multiples of it",
        hasSteps() ? "compute each step by itself" : "compute each row by itself");
  }

  private OptionException refused(Node node, String problem, String expected, String fix) {
    return BatchGraph.refused(captured, node, problem, expected, fix);
  }

  /** Returns a node with all that its op says, for messages. */
  private static String settings(Node node) {
    Op op = node.op();
    return op == null ? node.toString() : op + " -> " + node.spec();
  }

  private boolean isSame(Node node, Node twin) {
    if (node.source() instanceof Source.Applied one
        && twin.source() instanceof Source.Applied two) {
      return isSame(one.op(), two.op()) || arePadded(node, twin) || areFlipped(node, twin);
    }
    if (node.source() instanceof Source.State one && twin.source() instanceof Source.State two) {
      Tensor values = captured.tensor(one);
      Tensor twins = other.tensor(two);
      return values.storage() == twins.storage()
          || (values.shape().equals(twins.shape())
              ? Arrays.equals(values.toDoubleArray(), twins.toDoubleArray())
              : areCounts(values) && areCounts(twins));
    }
    return node.source().equals(twin.source());
  }

  /** These have their shape as a setting, which is compared as the node's. */
  private static boolean isSame(Op one, Op two) {
    return one.equals(two)
        || (one instanceof Reshape && two instanceof Reshape)
        || (one instanceof Expand && two instanceof Expand)
        || (one instanceof ScatterAddElements few
            && two instanceof ScatterAddElements many
            && few.axis() == many.axis())
        || (one instanceof Slice few
            && two instanceof Slice more
            && few.axis() == more.axis()
            && few.step() == 1
            && more.step() == 1)
        || (one instanceof IndexAdd add
            && two instanceof IndexAdd added
            && add.axis() == added.axis())
        || (one instanceof Convolution few
            && two instanceof Convolution more
            && few.result() == ConvolutionPart.OUTPUT
            && more.result() == ConvolutionPart.OUTPUT
            && anyLength(few.windows()).equals(anyLength(more.windows())));
  }

  /** Whether there are as many zeros before and after both. */
  private static boolean arePadded(Node node, Node twin) {
    return node.op() instanceof Pad few
        && twin.op() instanceof Pad more
        && few.axis() == more.axis()
        && few.start() == more.start()
        && few.step() == 1
        && more.step() == 1
        && few.size() - node.input(0).shape().dim(few.axis())
            == more.size() - twin.input(0).shape().dim(more.axis());
  }

  private static boolean areFlipped(Node node, Node twin) {
    return isFlipped(node)
        && isFlipped(twin)
        && node.op() instanceof Slice few
        && twin.op() instanceof Slice more
        && few.axis() == more.axis();
  }

  /** Returns whether a node is another one from its end to its beginning, along an axis. */
  static boolean isFlipped(Node node) {
    return node.op() instanceof Slice slice
        && slice.step() == -1
        && slice.length() == node.input(0).shape().dim(slice.axis());
  }

  private static ConvolutionShape anyLength(ConvolutionShape windows) {
    return new ConvolutionShape(
        List.of(),
        windows.kernel(),
        windows.stride(),
        windows.padding(),
        windows.dilation(),
        windows.groups());
  }

  /** Returns whether values are 0, 1, 2 and so on. */
  private static boolean areCounts(Tensor values) {
    return values.shape().rank() == 1
        && Arrays.equals(
            values.toDoubleArray(), LongStream.range(0, values.size(0)).asDoubleStream().toArray());
  }
}
