package dev.jacobian.models.onnx;

import dev.jacobian.device.Device;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.Source;
import dev.jacobian.op.Op;
import dev.jacobian.op.Slice;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes a captured graph with ONNX's operators, each node by its {@link Form}. */
final class GraphTranslator {
  /** What ONNX Runtime computes in float32 only. */
  private static final Set<String> SINGLE_ONLY = Set.of("Erf", "Cos", "Softsign");

  private final GraphBuilder builder;
  private final BatchGraph model;
  private final List<String> inputs;
  private final String batch;
  private final IdentityHashMap<Node, String> names = new IdentityHashMap<>();
  private @Nullable String rows;
  private @Nullable String steps;

  /**
   * Starts with the inputs.
   *
   * @param inputs the values that the model is given
   * @param batch a value with as many rows as the batch
   */
  GraphTranslator(GraphBuilder builder, BatchGraph model, List<String> inputs, String batch) {
    this.builder = builder;
    this.model = model;
    this.inputs = inputs;
    this.batch = batch;
  }

  /**
   * Adds the whole graph.
   *
   * @return the names of its outputs
   * @throws OptionException if ONNX has no form of an op
   */
  List<String> outputs() {
    requireFunction();
    List<Node> nodes = model.graph().nodes();
    Set<Node> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
    wanted.addAll(model.graph().outputs());
    Patterns patterns = new Patterns(model.graph());
    IdentityHashMap<Node, Form> forms = new IdentityHashMap<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (wanted.contains(node) && node.op() != null) {
        Form form = form(node, patterns);
        forms.put(node, form);
        wanted.addAll(form.inputs());
      }
    }
    for (Node node : nodes) {
      Form form = forms.get(node);
      if (form != null) {
        names.put(node, form.operators().add(this, node, operands(node, form)));
      }
    }
    return model.graph().outputs().stream().map(node -> value(node, false)).toList();
  }

  private void requireFunction() {
    model.graph().writes().stream()
        .findFirst()
        .ifPresent(
            write -> {
              throw model.refused(
                  write.value(),
                  "the model changes " + write.target().source().label() + " when it runs",
                  "a model that changes nothing in evaluation",
                  "change it only where isTraining()");
            });
  }

  private Form form(Node node, Patterns patterns) {
    Form form = patterns.find(node);
    if (form == null) {
      form = OperatorTable.form(node);
    }
    if (form == null) {
      throw withoutForm(node);
    }
    return form;
  }

  private OptionException withoutForm(Node node) {
    Op op = node.op();
    String problem = "op '" + node.source().label() + "'";
    String reason = op == null ? null : OperatorTable.reason(op.getClass());
    if (op == null || reason != null) {
      return refused(node, problem + (reason == null ? "" : ": " + reason), "ops that ONNX has");
    }
    return model.refused(
        node,
        problem + ", a " + op.getClass().getSimpleName(),
        "an op that says its form in ONNX",
        "let it implement " + OnnxForm.class.getName() + ", or compute it with other ops");
  }

  /**
   * Checks that an axis of a node's input has one size for any number of rows.
   *
   * @throws OptionException if it has not
   */
  void requireFixed(Node node, int axis) {
    if (model.shape(node.input(0)).get(axis).isOpen()) {
      throw refused(
          node,
          node.source().label() + " along an axis that grows with the rows or the steps",
          "an axis of one size");
    }
  }

  /**
   * Checks that nothing reads more of a flat result than its first numbers: what is kept behind
   * them for gradients is not computed.
   *
   * @param problem what it would be that reads more
   * @throws OptionException if something does
   */
  void requireFirst(Node node, long size, String problem, String expected) {
    boolean areFirst =
        node.shape().size() == size
            || users(node).stream()
                .allMatch(
                    user ->
                        user.op() instanceof Slice part && part.start() + part.length() <= size);
    if (!areFirst) {
      throw refused(node, problem, expected);
    }
  }

  /** Returns an error about what ONNX does not have. */
  OptionException refused(Node node, String problem, String expected) {
    return model.refused(
        node, problem, expected, "compute it with other ops, or outside of what is exported");
  }

  private List<String> operands(Node node, Form form) {
    List<Shape> shapes =
        form.inputs().stream().filter(input -> input.constant() == null).map(Node::shape).toList();
    boolean areNumbers = form.broadcasts() && covers(shapes, node.shape());
    return form.inputs().stream().map(input -> value(input, areNumbers)).toList();
  }

  private static boolean covers(List<Shape> shapes, Shape result) {
    Shape all = Shape.of();
    for (Shape shape : shapes) {
      all = Broadcasting.broadcast("export", all, shape);
    }
    return all.equals(result);
  }

  private String value(Node node, boolean isNumber) {
    String known = names.get(node);
    if (known != null) {
      return known;
    }
    Double constant = node.constant();
    StepsNumber ofSteps = model.stepsNumber(node);
    if (ofSteps != null) {
      return node.shape().rank() == 0 || isNumber
          ? number(node, ofSteps)
          : node("Expand", node, List.of(number(node, ofSteps), sizes(node, model.shape(node))));
    }
    if (constant != null) {
      return isNumber || node.shape().rank() == 0
          ? number(constant, node.spec().dtype())
          : filled(node, constant);
    }
    String name = given(node);
    names.put(node, name);
    return name;
  }

  private String given(Node node) {
    if (node.source() instanceof Source.Argument argument) {
      return inputs.get(argument.index());
    }
    if (node.source() instanceof Source.State state) {
      List<Extent> sizes = model.shape(node);
      if (sizes.stream().anyMatch(Extent::isOpen)) {
        DType dtype = node.spec().dtype();
        String counts = counts(node, sizes.get(0));
        return dtype == DType.INT64 ? counts : cast(node, counts, dtype);
      }
      return builder.tensor(state.name(), model.tensor(state));
    }
    throw refused(
        node,
        node.source() instanceof Source.Drawn
            ? "random numbers are drawn"
            : "a number is asked for at every run",
        "a model that gives the same for the same inputs");
  }

  /** Returns 0, 1, 2 and so on, int64, of which there are as many as a size says. */
  String counts(Node node, Extent size) {
    String end = node("Squeeze", node, List.of(size(node, size), whole(0)));
    return node("Range", node, List.of(number(0, DType.INT64), end, number(1, DType.INT64)));
  }

  /** Returns a number that changes with the steps, a scalar. */
  private String number(Node node, StepsNumber number) {
    DType dtype = node.spec().dtype();
    String steps = node("Squeeze", node, List.of(steps(), whole(0)));
    String value = cast(node, steps, dtype);
    if (number.factor() != 1) {
      value = node("Mul", node, List.of(value, number(number.factor(), dtype)));
    }
    if (number.more() != 0) {
      value = node("Add", node, List.of(value, number(number.more(), dtype)));
    }
    return number.isInverse() ? node("Div", node, List.of(number(1, dtype), value)) : value;
  }

  /** Returns the sizes of a node's axes. */
  List<Extent> shape(Node node) {
    return model.shape(node);
  }

  /** Returns the nodes that read one, and, if it is a result, itself. */
  List<Node> users(Node node) {
    return Stream.concat(
            model.graph().nodes().stream().filter(other -> other.operands().contains(node)),
            model.graph().outputs().stream().filter(other -> other == node))
        .toList();
  }

  /** Returns where a slice begins. */
  Extent start(Node slice) {
    return model.start(slice);
  }

  /** Returns a name for a value in the place of a node. */
  String fresh(Node node, String name) {
    return builder.fresh(model.place(node) + "/" + name);
  }

  /** Begins a graph inside of this one. */
  GraphBuilder inner() {
    return builder.inner();
  }

  /** Returns what writes into a graph that is inside of this one. */
  GraphTranslator into(GraphBuilder inner) {
    return new GraphTranslator(inner, model, inputs, batch);
  }

  /** Adds an operator with several outputs in the place of a node; returns them. */
  List<String> nodes(
      String operator, Node node, List<String> operands, int count, Attribute... attributes) {
    return builder.nodes(operator, model.place(node), operands, count, attributes);
  }

  /** Adds an operator in the place of a node; returns its output. */
  String node(String operator, Node node, List<String> operands, Attribute... attributes) {
    return node(operator, node, node.spec().dtype(), operands, attributes);
  }

  /** Adds an operator that computes in a type in the place of a node; returns its output. */
  String node(
      String operator, Node node, DType dtype, List<String> operands, Attribute... attributes) {
    String place = model.place(node);
    if (SINGLE_ONLY.contains(operator) && dtype == DType.FLOAT64) {
      List<String> narrow =
          operands.stream().map(each -> builder.cast(place, each, DType.FLOAT32)).toList();
      String result = builder.node(operator, place, narrow, attributes);
      return builder.cast(place, result, DType.FLOAT64);
    }
    return builder.node(operator, place, operands, attributes);
  }

  String cast(Node node, String value, DType dtype) {
    return builder.cast(model.place(node), value, dtype);
  }

  /** Returns a scalar. */
  String number(double value, DType dtype) {
    return builder.number(value, dtype);
  }

  /** Returns one whole number in an axis of its own. */
  String whole(long value) {
    return wholes(value);
  }

  /** Returns whole numbers. */
  String wholes(long... values) {
    return builder.wholes(values);
  }

  /** Returns places as a tensor of a shape. */
  String places(long[] values, long... dims) {
    return builder.tensor("places", Tensor.of(values, dims));
  }

  String axes(List<Integer> axes) {
    return wholes(axes.stream().mapToLong(Integer::longValue).toArray());
  }

  /** Returns ones of a node's type. */
  String ones(Node node, Shape shape) {
    return builder.tensor(
        model.place(node) + ".ones", Tensor.full(shape, 1, node.spec().dtype(), Device.cpu()));
  }

  /** Returns a tensor of a node's shape and type that is one number everywhere. */
  String filled(Node node, double value) {
    return node(
        "Expand",
        node,
        List.of(number(value, node.spec().dtype()), sizes(node, model.shape(node))));
  }

  String reshape(Node node, String value) {
    return reshape(node, value, model.shape(node.input(0)));
  }

  /**
   * Gives a value the shape of a node.
   *
   * @param before the sizes that are known of the value's axes
   */
  String reshape(Node node, String value, List<Extent> before) {
    List<Extent> after = model.shape(node);
    long[] dims = new long[after.size()];
    int open = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      Extent extent = after.get(axis);
      dims[axis] = extent.size();
      if (extent.isOpen()) {
        // To Reshape, 0 is the size that the input has there, and -1 what is left.
        boolean isSame = axis < before.size() && before.get(axis).equals(extent);
        dims[axis] = isSame ? 0 : -1;
        open += isSame ? 0 : 1;
      }
    }
    boolean hasEmpty = after.stream().anyMatch(e -> !e.isOpen() && e.size() == 0);
    String shape = open > 1 || hasEmpty ? sizes(node, after) : wholes(dims);
    return hasEmpty
        ? node("Reshape", node, List.of(value, shape), new Attribute.Int("allowzero", 1))
        : node("Reshape", node, List.of(value, shape));
  }

  String expand(Node node, String value, Node from) {
    List<Extent> before = model.shape(from);
    List<Extent> after = new ArrayList<>(model.shape(node));
    int added = after.size() - before.size();
    for (int axis = 0; axis < before.size(); axis++) {
      if (before.get(axis).equals(after.get(added + axis))) {
        // To Expand, 1 leaves the size that is there.
        after.set(added + axis, Extent.fixed(1));
      }
    }
    return node("Expand", node, List.of(value, sizes(node, after)));
  }

  /** Returns sizes as a value, of which some are known when the model runs. */
  private String sizes(Node node, List<Extent> extents) {
    if (extents.stream().noneMatch(Extent::isOpen)) {
      return wholes(extents.stream().mapToLong(Extent::size).toArray());
    }
    List<String> parts = extents.stream().map(extent -> size(node, extent)).toList();
    return parts.size() == 1
        ? parts.get(0)
        : node("Concat", node, parts, new Attribute.Int("axis", 0));
  }

  /** Returns a size as a value of one whole number. */
  String size(Node node, Extent extent) {
    if (!extent.isOpen()) {
      return whole(extent.size());
    }
    String each = whole(extent.size());
    if (extent.hasSteps()) {
      each = extent.size() == 1 ? steps() : node("Mul", node, List.of(steps(), each));
      each = extent.more() == 0 ? each : node("Add", node, List.of(each, whole(extent.more())));
    }
    boolean isRows = extent.equals(Extent.ROWS);
    return isRows ? rows() : extent.hasRows() ? node("Mul", node, List.of(rows(), each)) : each;
  }

  private String rows() {
    if (rows == null) {
      rows = size("batch", 0);
    }
    return rows;
  }

  private String steps() {
    if (steps == null) {
      steps = size("sequence", model.sequenceAxis());
    }
    return steps;
  }

  private String size(String place, int axis) {
    return builder.node(
        "Shape",
        place,
        List.of(batch),
        new Attribute.Int("start", axis),
        new Attribute.Int("end", axis + 1));
  }
}
