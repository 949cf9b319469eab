package dev.jacobian.models.onnx;

import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.LayerNormOptions;
import dev.jacobian.op.Binary;
import dev.jacobian.op.Cast;
import dev.jacobian.op.IndexSelect;
import dev.jacobian.op.MatMul;
import dev.jacobian.op.Op;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds several ops that are one operator of ONNX. */
final class Patterns {
  /** A number that no model has where an epsilon may be. */
  private static final double EPSILON = 0x1.2345p-13;

  private final IdentityHashMap<Node, Integer> uses = new IdentityHashMap<>();
  private final Map<List<Object>, Template> templates = new HashMap<>();

  /** Prepares to look at a graph's nodes. */
  Patterns(Graph graph) {
    graph.nodes().forEach(node -> node.operands().forEach(this::use));
    graph.roots().forEach(this::use);
  }

  private void use(Node node) {
    uses.merge(node, 1, Integer::sum);
  }

  /** Returns the form of what a node is the result of, or null if it is only its op. */
  @Nullable Form find(Node node) {
    Op op = node.op();
    if (!node.spec().dtype().isFloating()) {
      return null;
    }
    if (op instanceof IndexSelect) {
      return lookup(node);
    }
    if (!(op instanceof Binary binary)) {
      return null;
    }
    return switch (binary.function()) {
      case DIV -> overAxis(node, "Softmax");
      case SUB -> overAxis(node, "LogSoftmax");
      case MUL -> normalized(node, false);
      case ADD -> {
        Form form = gemm(node, 0);
        form = form == null ? gemm(node, 1) : form;
        yield form == null ? normalized(node, true) : form;
      }
      default -> null;
    };
  }

  /** A matrix product with what is added to it. */
  private @Nullable Form gemm(Node node, int side) {
    Node product = node.input(side);
    Node added = node.input(1 - side);
    boolean fits =
        product.op() instanceof MatMul
            && product.spec().equals(node.spec())
            && node.shape().rank() == 2
            && product.operands().stream().allMatch(input -> input.shape().rank() == 2)
            && added.constant() == null
            && uses.getOrDefault(product, 0) == 1;
    if (!fits || !(product.op() instanceof MatMul op)) {
      return null;
    }
    return new Form(
        List.of(product.input(0), product.input(1), added),
        false,
        (to, n, inputs) -> OperatorTable.gemm(op, to, n, inputs));
  }

  /** Rows of a table by numbers that are held as floating point: the row of NaN is NaN. */
  private static @Nullable Form lookup(Node node) {
    Node indices = node.input(1);
    boolean fits =
        node.op() instanceof IndexSelect select
            && select.axis() == 0
            && node.shape().rank() == 2
            && indices.op() instanceof Cast
            && indices.input(0).spec().dtype().isFloating();
    if (!fits) {
      return null;
    }
    Node numbers = indices.input(0);
    return new Form(
        List.of(node.input(0), numbers),
        false,
        (to, n, in) -> {
          String isNone = to.node("IsNaN", n, List.of(in.get(1)));
          String zero = to.number(0, numbers.spec().dtype());
          String present = to.node("Where", n, List.of(isNone, zero, in.get(1)));
          String row = to.cast(n, present, DType.INT64);
          String rows = to.node("Gather", n, List.of(in.get(0), row));
          String wide = to.node("Unsqueeze", n, List.of(isNone, to.whole(-1)));
          String none = to.number(Double.NaN, n.spec().dtype());
          return to.node("Where", n, List.of(wide, none, rows));
        });
  }

  private @Nullable Form overAxis(Node node, String operator) {
    for (int i = 0; i < node.shape().rank(); i++) {
      int axis = i;
      Template template =
          template(
              List.of(operator, node.spec(), axis),
              () ->
                  Template.of(
                      t -> operator.equals("Softmax") ? t[0].softmax(axis) : t[0].logSoftmax(axis),
                      Double.NaN,
                      node.spec()));
      Template.Match match = template.match(node);
      if (match != null) {
        return new Form(
            match.arguments(),
            false,
            (to, n, inputs) -> to.node(operator, n, inputs, new Attribute.Int("axis", axis)));
      }
    }
    return null;
  }

  private @Nullable Form normalized(Node node, boolean isScaled) {
    Shape shape = node.shape();
    for (int i = 1; i <= shape.rank(); i++) {
      int axes = i;
      long[] sizes = Arrays.copyOfRange(shape.dims(), shape.rank() - axes, shape.rank());
      if (Arrays.stream(sizes).anyMatch(size -> size < 1)) {
        continue;
      }
      Template template =
          template(
              List.of("LayerNorm", node.spec(), axes, isScaled),
              () -> layerNorm(node.spec(), sizes, isScaled));
      Template.Match match = template.match(node);
      if (match != null) {
        return new Form(
            match.arguments(),
            false,
            (to, n, in) -> {
              // ONNX does without a bias but not without a scale.
              String ones = in.size() > 1 ? in.get(1) : to.ones(n, Shape.of(sizes));
              return to.node(
                  "LayerNormalization",
                  n,
                  in.size() > 1 ? in : List.of(in.get(0), ones),
                  new Attribute.Int("axis", -axes),
                  new Attribute.Real("epsilon", (float) match.number()));
            });
      }
    }
    return null;
  }

  private static Template layerNorm(TensorSpec spec, long[] sizes, boolean isScaled) {
    LayerNormOptions options =
        LayerNormOptions.defaults().withAffine(false).withEpsilon(EPSILON).withDtype(spec.dtype());
    LayerNorm layer = new LayerNorm(options, sizes);
    TensorSpec scale = new TensorSpec(Shape.of(sizes), spec.dtype());
    return isScaled
        ? Template.of(t -> scaled(layer.forward(t[0]), t[1], t[2]), EPSILON, spec, scale, scale)
        : Template.of(t -> layer.forward(t[0]), EPSILON, spec);
  }

  private static Tensor scaled(Tensor normalized, Tensor weight, Tensor bias) {
    return normalized.mul(weight).add(bias);
  }

  private Template template(List<Object> key, Supplier<Template> made) {
    Template known = templates.get(key);
    if (known == null) {
      known = made.get();
      templates.put(key, known);
    }
    return known;
  }
}
