package dev.jacobian.models.onnx;

import dev.jacobian.compile.CapturedGraph;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.Simplify;
import dev.jacobian.graph.Source;
import dev.jacobian.nn.Module;
import dev.jacobian.op.Expand;
import dev.jacobian.op.IndexAdd;
import dev.jacobian.op.Op;
import dev.jacobian.op.Reshape;
import dev.jacobian.op.Slice;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * What a model computes in evaluation for any number of rows: its graph for two numbers of rows,
 * and of each size whether it grows with them. All other numbers have to be the same in both, but
 * for those that count as many rows as there are.
 */
final class BatchGraph {
  // Sizes that layers hardly have, so that nothing is an identity for one of them alone.
  private static final long FEW = 11;
  private static final long MORE = 13;

  private final CapturedGraph captured;
  private final CapturedGraph other;
  private final IdentityHashMap<Node, List<Extent>> shapes = new IdentityHashMap<>();
  private final IdentityHashMap<Node, Extent> starts = new IdentityHashMap<>();

  private BatchGraph(CapturedGraph captured, CapturedGraph other) {
    this.captured = captured;
    this.other = other;
    compare();
  }

  /**
   * Captures a model.
   *
   * @param examples of its inputs; of those with as many rows as the first the first axis is open
   * @throws OptionException if what it computes depends on the number of rows in another way than
   *     by multiples of it
   */
  static BatchGraph of(Module model, List<Tensor> examples) {
    return new BatchGraph(capture(model, examples, FEW), capture(model, examples, MORE));
  }

  private static CapturedGraph capture(Module model, List<Tensor> examples, long rows) {
    long batch = examples.get(0).size(0);
    Tensor[] inputs =
        examples.stream()
            .map(input -> isBatch(input, batch) ? resized(input, batch, rows) : input)
            .toArray(Tensor[]::new);
    List<Module> modules = List.copyOf(model.namedModules().values());
    List<Boolean> modes = modules.stream().map(Module::isTraining).toList();
    try {
      CapturedGraph captured = CapturedGraph.of(model.eval(), inputs);
      return captured.with(Simplify.run(captured.graph()));
    } finally {
      for (int i = 0; i < modes.size(); i++) {
        // Outer modules come first, and inner ones have the last word.
        modules.get(i).train(modes.get(i));
      }
    }
  }

  private static boolean isBatch(Tensor input, long batch) {
    return input.shape().rank() > 0 && input.size(0) == batch;
  }

  private static Tensor resized(Tensor input, long batch, long rows) {
    long[] cycle = LongStream.range(0, rows).map(row -> row % batch).toArray();
    return input.indexSelect(0, Tensor.of(cycle).to(input.device()));
  }

  Graph graph() {
    return captured.graph();
  }

  /** Returns the sizes of a node's axes. */
  List<Extent> shape(Node node) {
    List<Extent> shape = shapes.get(node);
    if (shape == null) {
      throw new IllegalStateException(node + " is not in the graph");
    }
    return shape;
  }

  /** Returns where a slice begins on its axis. */
  Extent start(Node slice) {
    return Objects.requireNonNull(starts.get(slice));
  }

  /** Returns the path of the layer that a node comes from. */
  String place(Node node) {
    String layer = captured.layer(node);
    int path = layer.indexOf(" (");
    int kind = layer.indexOf('(');
    int end = path >= 0 ? path : kind;
    return layer.isEmpty() ? "model" : end < 0 ? layer : layer.substring(0, end);
  }

  /** Returns the values that a node of state has. */
  Tensor tensor(Source.State state) {
    return captured.tensor(state);
  }

  /**
   * Returns an error about a node.
   *
   * @param problem what is wrong, without where
   */
  OptionException refused(Node node, String problem, String expected, String fix) {
    String where = captured.origin(node).map(place -> ", " + place).orElse("");
    return new OptionException("ONNX export: " + problem + where, expected, fix);
  }

  private void compare() {
    List<Node> nodes = nodes(captured.graph());
    List<Node> others = nodes(other.graph());
    IdentityHashMap<Node, Node> twins = new IdentityHashMap<>();
    for (int i = 0; i < Math.min(nodes.size(), others.size()); i++) {
      twins.put(nodes.get(i), others.get(i));
      compare(nodes.get(i), others.get(i), twins);
    }
    if (nodes.size() != others.size()) {
      throw new OptionException(
          "ONNX export: the model is "
              + nodes.size()
              + " ops and tensors for "
              + FEW
              + " rows and "
              + others.size()
              + " for "
              + MORE,
          "a model that does the same for any number of rows",
          "compute on axes and sizes without choices that depend on the rows");
    }
  }

  private static List<Node> nodes(Graph graph) {
    List<Node> nodes = new ArrayList<>(graph.inputs());
    graph.nodes().stream().filter(node -> !nodes.contains(node)).forEach(nodes::add);
    return nodes;
  }

  private void compare(Node node, Node twin, IdentityHashMap<Node, Node> twins) {
    boolean isSame =
        node.spec().dtype() == twin.spec().dtype()
            && node.shape().rank() == twin.shape().rank()
            && node.operands().stream().map(twins::get).toList().equals(twin.operands())
            && isSame(node.source(), twin.source());
    if (!isSame) {
      throw refused(
          node,
          "'" + settings(node) + "' for " + FEW + " rows is '" + settings(twin) + "' for " + MORE,
          "a model that does the same for any number of rows",
          "keep the number of rows out of what is computed of each row");
    }
    List<Extent> shape = new ArrayList<>();
    for (int axis = 0; axis < node.shape().rank(); axis++) {
      shape.add(extent(node, node.shape().dim(axis), twin.shape().dim(axis)));
    }
    shapes.put(node, shape);
    if (node.op() instanceof Slice few && twin.op() instanceof Slice more) {
      starts.put(node, extent(node, few.start(), more.start()));
    }
  }

  /** Returns a node with all that its op says, for messages. */
  private static String settings(Node node) {
    Op op = node.op();
    return op == null ? node.toString() : op + " -> " + node.spec();
  }

  private boolean isSame(Source source, Source twin) {
    if (source instanceof Source.Applied one && twin instanceof Source.Applied two) {
      // These have their shape as a setting, which is compared as the node's.
      return one.op().equals(two.op())
          || (one.op() instanceof Reshape && two.op() instanceof Reshape)
          || (one.op() instanceof Expand && two.op() instanceof Expand)
          || (one.op() instanceof Slice few
              && two.op() instanceof Slice more
              && few.axis() == more.axis()
              && few.step() == 1
              && more.step() == 1)
          || (one.op() instanceof IndexAdd add
              && two.op() instanceof IndexAdd added
              && add.axis() == added.axis());
    }
    if (source instanceof Source.State one && twin instanceof Source.State two) {
      Tensor values = captured.tensor(one);
      Tensor twins = other.tensor(two);
      return values.storage() == twins.storage()
          || (values.shape().equals(twins.shape())
              ? Arrays.equals(values.toDoubleArray(), twins.toDoubleArray())
              : areCounts(values) && areCounts(twins));
    }
    return source.equals(twin);
  }

  /** Returns whether values are 0, 1, 2 and so on. */
  private static boolean areCounts(Tensor values) {
    return values.shape().rank() == 1
        && Arrays.equals(
            values.toDoubleArray(), LongStream.range(0, values.size(0)).asDoubleStream().toArray());
  }

  private Extent extent(Node node, long few, long more) {
    if (few == more) {
      return new Extent(few, false);
    }
    if (few % FEW == 0 && more == few / FEW * MORE) {
      return new Extent(few / FEW, true);
    }
    throw refused(
        node,
        "a size of "
            + node.source().label()
            + " is "
            + few
            + " for "
            + FEW
            + " rows and "
            + more
            + " for "
            + MORE,
        "sizes that are the same for any number of rows, or multiples of it",
        "compute each row by itself");
  }
}
