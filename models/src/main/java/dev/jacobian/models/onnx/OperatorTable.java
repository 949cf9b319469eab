package dev.jacobian.models.onnx;

import dev.jacobian.expr.Expr;
import dev.jacobian.graph.Node;
import dev.jacobian.op.ArgMax;
import dev.jacobian.op.Clamp;
import dev.jacobian.op.Concat;
import dev.jacobian.op.CumSum;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.Expand;
import dev.jacobian.op.IndexAdd;
import dev.jacobian.op.IndexSelect;
import dev.jacobian.op.MatMul;
import dev.jacobian.op.Max;
import dev.jacobian.op.Min;
import dev.jacobian.op.Op;
import dev.jacobian.op.Pad;
import dev.jacobian.op.Permute;
import dev.jacobian.op.Pick;
import dev.jacobian.op.ReduceOp;
import dev.jacobian.op.Reshape;
import dev.jacobian.op.Slice;
import dev.jacobian.op.Sum;
import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which of ONNX's operators each op is. */
final class OperatorTable {
  private static final Map<Class<? extends Op>, Entry<Op>> TABLE = new HashMap<>();

  private OperatorTable() {}

  /** Adds the operators of an op. */
  @FunctionalInterface
  private interface Entry<O extends Op> {
    String add(O op, GraphTranslator to, Node node, List<String> inputs);
  }

  static {
    put(Clamp.class, OperatorTable::clamp);
    put(Sum.class, OperatorTable::sum);
    put(Max.class, (op, to, node, in) -> extremum("ReduceMax", op, to, node, in));
    put(Min.class, (op, to, node, in) -> extremum("ReduceMin", op, to, node, in));
    put(
        ArgMax.class,
        (op, to, node, in) -> to.node("ArgMax", node, in, new Attribute.Int("axis", op.axis())));
    put(CumSum.class, OperatorTable::cumsum);
    put(MatMul.class, OperatorTable::product);
    put(
        Permute.class,
        (op, to, node, in) -> to.node("Transpose", node, in, ints("perm", op.permutation())));
    put(Reshape.class, (op, to, node, in) -> to.reshape(node, in.get(0)));
    put(Expand.class, (op, to, node, in) -> to.expand(node, in.get(0), node.input(0)));
    put(
        Concat.class,
        (op, to, node, in) -> to.node("Concat", node, in, new Attribute.Int("axis", op.axis())));
    put(Slice.class, OperatorTable::slice);
    put(Pad.class, OperatorTable::pad);
    put(
        IndexSelect.class,
        (op, to, node, in) -> to.node("Gather", node, in, new Attribute.Int("axis", op.axis())));
    put(IndexAdd.class, OperatorTable::indexAdd);
    put(
        Pick.class,
        (op, to, node, in) ->
            to.node(
                "GatherElements",
                node,
                List.of(in.get(0), in.get(2)),
                new Attribute.Int("axis", op.axis())));
  }

  @SuppressWarnings("unchecked") // an entry is only found by the class that it was put under
  private static <O extends Op> void put(Class<O> type, Entry<? super O> entry) {
    TABLE.put(type, (Entry<Op>) (Entry<?>) entry);
  }

  /** Returns the form of a node's op, or null if ONNX has none. */
  static @Nullable Form form(Node node) {
    Op op = node.op();
    Entry<Op> entry = op == null ? null : TABLE.get(op.getClass());
    if (op != null && entry != null) {
      return Form.of(
          node, op instanceof ElementwiseOp, (to, n, inputs) -> entry.add(op, to, n, inputs));
    }
    return op instanceof ElementwiseOp elementwise ? form(node, elementwise) : null;
  }

  private static Form form(Node node, ElementwiseOp op) {
    Expr[] leaves = new Expr[node.operands().size()];
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = new Expr.Input(i, node.input(i).spec().dtype());
    }
    Expr expression = op.expression(leaves);
    return Form.of(
        node, true, (to, n, inputs) -> new ExpressionForm(to, n, inputs).value(expression));
  }

  private static Attribute ints(String name, List<Integer> values) {
    return new Attribute.Ints(name, values.stream().map(Integer::longValue).toList());
  }

  private static String clamp(Clamp op, GraphTranslator to, Node node, List<String> in) {
    DType dtype = node.spec().dtype();
    return to.node(
        "Clip", node, List.of(in.get(0), to.number(op.low(), dtype), to.number(op.high(), dtype)));
  }

  /** Returns the values of a sum in the type of the sums. */
  private static String widened(GraphTranslator to, Node node, String values) {
    DType dtype = node.spec().dtype();
    return node.input(0).spec().dtype() == dtype ? values : to.cast(node, values, dtype);
  }

  private static String sum(Sum op, GraphTranslator to, Node node, List<String> in) {
    String values = widened(to, node, in.get(0));
    // Without axes ONNX takes all.
    return op.axes().isEmpty()
        ? values
        : to.node("ReduceSum", node, List.of(values, to.axes(op.axes())));
  }

  private static String extremum(
      String name, ReduceOp op, GraphTranslator to, Node node, List<String> in) {
    return op.axes().isEmpty() ? in.get(0) : to.node(name, node, in, ints("axes", op.axes()));
  }

  private static String cumsum(CumSum op, GraphTranslator to, Node node, List<String> in) {
    return to.node(
        "CumSum",
        node,
        List.of(widened(to, node, in.get(0)), to.number(op.axis(), DType.INT64)),
        new Attribute.Int("reverse", op.isReverse() ? 1 : 0));
  }

  private static String product(MatMul op, GraphTranslator to, Node node, List<String> in) {
    boolean isMatrix = node.operands().stream().allMatch(input -> input.shape().rank() == 2);
    if (isMatrix && (op.transposeA() || op.transposeB())) {
      return gemm(op, to, node, in);
    }
    List<String> sides = new ArrayList<>(in);
    if (op.transposeA()) {
      sides.set(0, transposed(to, node, in.get(0), node.input(0)));
    }
    if (op.transposeB()) {
      sides.set(1, transposed(to, node, in.get(1), node.input(1)));
    }
    return to.node("MatMul", node, sides);
  }

  private static String transposed(GraphTranslator to, Node node, String value, Node input) {
    int rank = input.shape().rank();
    List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    Collections.swap(axes, rank - 1, rank - 2);
    return to.node("Transpose", node, List.of(value), ints("perm", axes));
  }

  /** Adds a product of two matrices, with a sum if there are three inputs. */
  static String gemm(MatMul op, GraphTranslator to, Node node, List<String> in) {
    List<Attribute> attributes = new ArrayList<>();
    if (op.transposeA()) {
      attributes.add(new Attribute.Int("transA", 1));
    }
    if (op.transposeB()) {
      attributes.add(new Attribute.Int("transB", 1));
    }
    return to.node("Gemm", node, in, attributes.toArray(Attribute[]::new));
  }

  private static String slice(Slice op, GraphTranslator to, Node node, List<String> in) {
    long last = op.start() + (op.length() - 1) * op.step();
    // Before the first element there is no index: -1 is the last one.
    long behind = op.step() > 0 ? last + 1 : last == 0 ? Long.MIN_VALUE : last - 1;
    long end = op.length() == 0 ? op.start() : behind;
    List<String> inputs =
        new ArrayList<>(
            List.of(in.get(0), to.whole(op.start()), to.whole(end), to.axes(List.of(op.axis()))));
    if (op.step() != 1) {
      inputs.add(to.whole(op.step()));
    }
    return to.node("Slice", node, inputs);
  }

  private static String pad(Pad op, GraphTranslator to, Node node, List<String> in) {
    long length = node.input(0).shape().dim(op.axis());
    if (op.step() != 1 && length > 1) {
      throw to.refused(node, "pad with zeros between elements", "zeros before and after them");
    }
    int rank = node.shape().rank();
    long[] pads = new long[2 * rank];
    pads[op.axis()] = op.start();
    pads[rank + op.axis()] = op.size() - op.start() - length;
    return to.node("Pad", node, List.of(in.get(0), to.wholes(pads)));
  }

  private static String indexAdd(IndexAdd op, GraphTranslator to, Node node, List<String> in) {
    if (op.axis() != 0) {
      throw to.refused(node, "indexAdd along axis " + op.axis(), "axis 0");
    }
    String places = to.node("Unsqueeze", node, List.of(in.get(1), to.whole(1)));
    return to.node(
        "ScatterND",
        node,
        List.of(to.filled(node, 0), places, in.get(0)),
        new Attribute.Text("reduction", "add"));
  }
}
