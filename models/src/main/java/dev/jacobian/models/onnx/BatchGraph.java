package dev.jacobian.models.onnx;

import dev.jacobian.compile.CapturedGraph;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.Simplify;
import dev.jacobian.graph.Source;
import dev.jacobian.nn.Module;
import dev.jacobian.op.Slice;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What a model computes in evaluation for any number of rows, and of steps of sequences where these
 * are open too: its graph, and of each size whether it grows with them, found by capturing the
 * model again for other numbers. All else has to be the same, but for tensors that count as many as
 * there are, and for numbers that are multiplied or divided by the steps.
 */
final class BatchGraph {
  static final String STEPS = "steps";

  // Sizes that layers hardly have, so that nothing is an identity for one of them alone.
  private static final long FEW = 11;
  private static final long MORE = 13;

  private final CapturedGraph captured;
  private final TwinGraph rows;
  private final @Nullable TwinGraph steps;
  private final int sequenceAxis;
  private final IdentityHashMap<Node, List<Extent>> shapes = new IdentityHashMap<>();

  private BatchGraph(Module model, List<Tensor> examples, int sequenceAxis) {
    this.sequenceAxis = sequenceAxis;
    List<Tensor> inputs = examples;
    if (sequenceAxis < 0) {
      captured = capture(model, inputs, FEW);
      steps = null;
    } else {
      long given = length(inputs.get(0), sequenceAxis);
      // Fewer than in the example, since a part of a table that is all of it is no part any more.
      boolean areMany = given > 3;
      long few = areMany ? given - 1 : given;
      long other = areMany ? Math.max(2, given - 3) : given + 1;
      inputs = stretched(inputs, sequenceAxis, given, few);
      captured = capture(model, inputs, FEW);
      CapturedGraph stretched = capture(model, stretched(inputs, sequenceAxis, few, other), FEW);
      steps = new TwinGraph(captured, stretched, STEPS, few, other);
      steps.pair();
    }
    rows = new TwinGraph(captured, capture(model, inputs, MORE), "rows", FEW, MORE);
    rows.pair();
    for (Node node : TwinGraph.nodes(captured.graph())) {
      List<Extent> shape = new ArrayList<>();
      for (int axis = 0; axis < node.shape().rank(); axis++) {
        int at = axis;
        shape.add(extent(node, each -> each.shape().dim(at)));
      }
      shapes.put(node, shape);
    }
  }

  /**
   * Captures a model.
   *
   * @param examples of its inputs; of those with as many rows as the first the first axis is open
   * @param sequenceAxis an axis of the first input that is open too, and of the others that are as
   *     long there; or none
   * @throws OptionException if what it computes depends on the number of rows in another way than
   *     by multiples of it, or on that of the steps in another way than by multiples and sums
   */
  static BatchGraph of(Module model, List<Tensor> examples, OptionalInt sequenceAxis) {
    return new BatchGraph(model, examples, sequenceAxis.orElse(-1));
  }

  private static long length(Tensor example, int axis) {
    if (axis == 0 || axis >= example.shape().rank() || example.size(axis) < 2) {
      throw new OptionException(
          "ONNX export: sequences along axis " + axis + " of an example " + example.shape(),
          "an axis behind that of the rows, and two steps at least");
    }
    return example.size(axis);
  }

  private static List<Tensor> stretched(List<Tensor> examples, int axis, long from, long to) {
    return examples.stream()
        .map(
            input ->
                input.shape().rank() > axis && input.size(axis) == from
                    ? cycled(input, axis, to)
                    : input)
        .toList();
  }

  private static CapturedGraph capture(Module model, List<Tensor> examples, long rows) {
    long batch = examples.get(0).size(0);
    Tensor[] inputs =
        examples.stream()
            .map(input -> isBatch(input, batch) ? cycled(input, 0, rows) : input)
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

  /** Returns what is along an axis again and again, or a part of it. */
  private static Tensor cycled(Tensor input, int axis, long size) {
    long before = input.size(axis);
    long[] cycle = LongStream.range(0, size).map(i -> i % before).toArray();
    return input.indexSelect(axis, Tensor.of(cycle).to(input.device()));
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
    return extent(slice, each -> ((Slice) Objects.requireNonNull(each.op())).start());
  }

  /** Returns the axis of the first input that sequences are along; -1 if they are of one length. */
  int sequenceAxis() {
    return sequenceAxis;
  }

  /** Returns how a constant changes with the steps, or null if it does not. */
  @Nullable StepsNumber stepsNumber(Node node) {
    return steps == null ? null : StepsNumber.of(node, steps.of(node), steps);
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
    return refused(captured, node, problem, expected, fix);
  }

  static OptionException refused(
      CapturedGraph captured, Node node, String problem, String expected, String fix) {
    String where = captured.origin(node).map(place -> ", " + place).orElse("");
    return new OptionException("ONNX export: " + problem + where, expected, fix);
  }

  /** Returns how a size of a node grows, by what it is in all captures. */
  private Extent extent(Node node, ToLongFunction<Node> size) {
    long few = size.applyAsLong(node);
    long more = size.applyAsLong(rows.of(node));
    boolean hasRows = few != more;
    if (hasRows && (few % FEW != 0 || more != few / FEW * MORE)) {
      throw rows.refused(node, few, more);
    }
    long ofRow = hasRows ? few / FEW : few;
    long other = steps == null ? few : size.applyAsLong(steps.of(node));
    if (steps == null || few == other) {
      return new Extent(ofRow, hasRows, false, 0);
    }
    long share = hasRows ? FEW : 1;
    long grown = other / share - ofRow;
    long added = steps.more() - steps.few();
    if (other % share != 0 || grown % added != 0 || grown / added < 1) {
      throw steps.refused(node, few, other);
    }
    long each = grown / added;
    return new Extent(each, hasRows, true, ofRow - each * steps.few());
  }
}
