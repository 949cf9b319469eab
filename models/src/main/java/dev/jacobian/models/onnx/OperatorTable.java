package dev.jacobian.models.onnx;

import dev.jacobian.device.ConvolutionPart;
import dev.jacobian.device.ConvolutionShape;
import dev.jacobian.expr.Expr;
import dev.jacobian.graph.Node;
import dev.jacobian.op.ArgMax;
import dev.jacobian.op.ArgSort;
import dev.jacobian.op.Attention;
import dev.jacobian.op.AttentionDropout;
import dev.jacobian.op.AttentionGradient;
import dev.jacobian.op.Clamp;
import dev.jacobian.op.Concat;
import dev.jacobian.op.Convolution;
import dev.jacobian.op.CumExtreme;
import dev.jacobian.op.CumProd;
import dev.jacobian.op.CumSum;
import dev.jacobian.op.Detach;
import dev.jacobian.op.Diagonal;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.Expand;
import dev.jacobian.op.Full;
import dev.jacobian.op.GatherElements;
import dev.jacobian.op.IndexAdd;
import dev.jacobian.op.IndexPut;
import dev.jacobian.op.IndexSelect;
import dev.jacobian.op.MatMul;
import dev.jacobian.op.MatrixOp;
import dev.jacobian.op.Max;
import dev.jacobian.op.Min;
import dev.jacobian.op.Multinomial;
import dev.jacobian.op.Op;
import dev.jacobian.op.Pad;
import dev.jacobian.op.Permute;
import dev.jacobian.op.Pick;
import dev.jacobian.op.Random;
import dev.jacobian.op.Recurrence;
import dev.jacobian.op.RecurrenceGradient;
import dev.jacobian.op.ReduceOp;
import dev.jacobian.op.Reshape;
import dev.jacobian.op.ScatterAddElements;
import dev.jacobian.op.Slice;
import dev.jacobian.op.Sum;
import dev.jacobian.op.Transfer;
import dev.jacobian.op.ViewScatter;
import dev.jacobian.op.WindowArgMax;
import dev.jacobian.op.WindowPick;
import dev.jacobian.op.WindowPlace;
import dev.jacobian.op.WindowSpread;
import dev.jacobian.op.WindowView;
import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which of ONNX's operators each op is. */
final class OperatorTable {
  private static final Map<Class<? extends Op>, Entry<Op>> TABLE = new HashMap<>();

  /** Why ops of the framework have no form. */
  private static final Map<Class<? extends Op>, String> WITHOUT_FORM =
      Map.of(
          ArgSort.class, "ONNX does not say where NaN is in an order",
          AttentionDropout.class, "random numbers would be others at every run",
          AttentionGradient.class, "ONNX has no gradients",
          IndexPut.class, "ONNX changes no values in place",
          Multinomial.class, "random numbers would be others at every run",
          RecurrenceGradient.class, "ONNX has no gradients",
          Random.class, "random numbers would be others at every run",
          ViewScatter.class, "ONNX changes no values in place",
          WindowSpread.class, "ONNX has no gradients");

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
    put(ArgMax.class, (op, to, node, in) -> to.node("ArgMax", node, in, axis(op.axis())));
    put(CumSum.class, OperatorTable::cumsum);
    put(
        CumProd.class,
        (op, to, node, in) -> ScanForm.add("Mul", op, to, node, widened(to, node, in.get(0))));
    put(
        CumExtreme.class,
        (op, to, node, in) ->
            ScanForm.add(op.isLargest() ? "Max" : "Min", op, to, node, in.get(0)));
    put(MatMul.class, OperatorTable::product);
    put(Attention.class, AttentionForm::add);
    put(Recurrence.class, RecurrenceForm::add);
    put(Convolution.class, OperatorTable::convolution);
    put(
        Permute.class,
        (op, to, node, in) -> to.node("Transpose", node, in, ints("perm", op.permutation())));
    put(Reshape.class, (op, to, node, in) -> to.reshape(node, in.get(0)));
    put(Expand.class, (op, to, node, in) -> to.expand(node, in.get(0), node.input(0)));
    put(Concat.class, (op, to, node, in) -> to.node("Concat", node, in, axis(op.axis())));
    put(Slice.class, OperatorTable::slice);
    put(Pad.class, OperatorTable::pad);
    put(IndexSelect.class, (op, to, node, in) -> to.node("Gather", node, in, axis(op.axis())));
    put(IndexAdd.class, OperatorTable::indexAdd);
    put(
        GatherElements.class,
        (op, to, node, in) -> to.node("GatherElements", node, in, axis(op.axis())));
    put(
        Pick.class,
        (op, to, node, in) -> to.node("GatherElements", node, in.subList(0, 2), axis(op.axis())));
    put(
        ScatterAddElements.class,
        (op, to, node, in) ->
            to.node(
                "ScatterElements",
                node,
                List.of(to.filled(node, 0), in.get(1), in.get(0)),
                axis(op.axis()),
                new Attribute.Text("reduction", "add")));
    put(WindowView.class, OperatorTable::unfold);
    // Only what picks there asks for places.
    put(WindowPlace.class, (op, to, node, in) -> in.get(0));
    put(WindowPick.class, PoolForm::largest);
    put(WindowArgMax.class, PoolForm::places);
    put(Diagonal.class, OperatorTable::diagonal);
    put(Detach.class, (op, to, node, in) -> in.get(0));
    put(Transfer.class, (op, to, node, in) -> in.get(0));
    put(Full.class, (op, to, node, in) -> to.filled(node, op.value()));
  }

  @SuppressWarnings("unchecked") // an entry is only found by the class that it was put under
  private static <O extends Op> void put(Class<O> type, Entry<? super O> entry) {
    TABLE.put(type, (Entry<Op>) (Entry<?>) entry);
  }

  /** Returns the form of a node's op, or null if ONNX has none. */
  static @Nullable Form form(Node node) {
    Op op = node.op();
    Entry<Op> entry = op == null ? null : TABLE.get(op.getClass());
    if (op instanceof OnnxForm own) {
      return Form.of(node, false, (to, n, inputs) -> own.onnx(new OnnxWriter(to, n), inputs));
    }
    if (op != null && entry != null) {
      return Form.of(
          node, op instanceof ElementwiseOp, (to, n, inputs) -> entry.add(op, to, n, inputs));
    }
    return op instanceof ElementwiseOp elementwise ? form(node, elementwise) : null;
  }

  /** Returns whether an op of the framework has a form in ONNX. */
  static boolean hasForm(Class<?> type) {
    return TABLE.containsKey(type) || ElementwiseOp.class.isAssignableFrom(type);
  }

  /** Returns why an op of the framework has no form, or null if it is none of these. */
  static @Nullable String reason(Class<?> type) {
    return MatrixOp.class.isAssignableFrom(type)
        ? "ONNX solves no systems and factors no matrices"
        : WITHOUT_FORM.get(type);
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

  private static Attribute axis(int axis) {
    return new Attribute.Int("axis", axis);
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

  private static String convolution(
      Convolution op, GraphTranslator to, Node node, List<String> in) {
    if (op.result() == ConvolutionPart.WEIGHT) {
      throw to.refused(node, "the gradient of a convolution's weight", "a convolution");
    }
    ConvolutionShape shape = op.windows();
    List<Long> pads = new ArrayList<>(shape.padding());
    pads.addAll(shape.padding());
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(new Attribute.Ints("kernel_shape", shape.kernel()));
    attributes.add(new Attribute.Ints("strides", shape.stride()));
    attributes.add(new Attribute.Ints("pads", pads));
    attributes.add(new Attribute.Ints("dilations", shape.dilation()));
    attributes.add(new Attribute.Int("group", shape.groups()));
    if (op.result() == ConvolutionPart.OUTPUT) {
      return to.node("Conv", node, in, attributes.toArray(Attribute[]::new));
    }
    List<Long> rest = new ArrayList<>();
    for (int axis = 0; axis < shape.axes(); axis++) {
      long covered = (shape.windows(axis) - 1) * shape.stride().get(axis) + shape.span(axis);
      rest.add(shape.input().get(axis) + 2 * shape.padding().get(axis) - covered);
    }
    attributes.add(new Attribute.Ints("output_padding", rest));
    List<String> imagesFirst = List.of(in.get(1), in.get(0));
    return to.node("ConvTranspose", node, imagesFirst, attributes.toArray(Attribute[]::new));
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
    Extent length = to.shape(node).get(op.axis());
    if (length.isOpen() && TwinGraph.isFlipped(node)) {
      String axes = to.axes(List.of(op.axis()));
      List<String> flipped =
          List.of(in.get(0), to.whole(-1), to.whole(Long.MIN_VALUE), axes, to.whole(-1));
      return to.node("Slice", node, flipped);
    }
    Extent first = to.start(node);
    if (first.isOpen() || length.isOpen()) {
      String start = to.size(node, first);
      String size = to.size(node, length);
      String end = to.node("Add", node, DType.INT64, List.of(start, size));
      return to.node("Slice", node, List.of(in.get(0), start, end, to.axes(List.of(op.axis()))));
    }
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

  private static String unfold(WindowView op, GraphTranslator to, Node node, List<String> in) {
    to.requireFixed(node, op.axis());
    int last = node.shape().rank() - 1;
    long windows = node.shape().dim(op.axis());
    long[] places = new long[(int) (windows * op.size())];
    for (int i = 0; i < places.length; i++) {
      places[i] = i / op.size() * op.step() + i % op.size();
    }
    String gathered =
        to.node(
            "Gather",
            node,
            List.of(in.get(0), to.places(places, windows, op.size())),
            new Attribute.Int("axis", op.axis()));
    // What is in a window follows its axis there, and comes last here.
    List<Integer> axes = new ArrayList<>(IntStream.rangeClosed(0, last).boxed().toList());
    axes.add(axes.remove(op.axis() + 1));
    return to.node("Transpose", node, List.of(gathered), ints("perm", axes));
  }

  private static String diagonal(Diagonal op, GraphTranslator to, Node node, List<String> in) {
    to.requireFixed(node, op.first());
    to.requireFixed(node, op.second());
    int rank = node.input(0).shape().rank();
    List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    axes.removeAll(List.of(op.first(), op.second()));
    axes.addAll(List.of(op.first(), op.second()));
    String matrices = to.node("Transpose", node, in, ints("perm", axes));
    long[] flat = new long[rank - 1];
    flat[rank - 2] = -1;
    String rows = to.node("Reshape", node, List.of(matrices, to.wholes(flat)));
    long columns = node.input(0).shape().dim(op.second());
    long start = op.above() >= 0 ? op.above() : -op.above() * columns;
    long[] places = new long[(int) node.shape().dim(rank - 2)];
    Arrays.setAll(places, i -> start + i * (columns + 1));
    return to.node(
        "Gather", node, List.of(rows, to.wholes(places)), new Attribute.Int("axis", rank - 2));
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
