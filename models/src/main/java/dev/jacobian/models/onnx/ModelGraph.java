package dev.jacobian.models.onnx;

import dev.jacobian.data.Standardizer;
import dev.jacobian.models.ColumnEmbeddings;
import dev.jacobian.models.onnx.OnnxExport.Probabilities;
import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.Flatten;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the graph of a model: scaling of the inputs, layers, and what is made of the outputs. */
final class ModelGraph {
  private static final int TWO_CLASSES = 2;

  private final GraphBuilder graph = new GraphBuilder();
  private final OnnxExport.Options options;
  private final DType dtype;
  private final ElementType inputType;

  /** The names of columns, which no output can have. */
  private final Set<String> columnNames = new HashSet<>();

  private ModelGraph(OnnxExport.Options options, DType dtype, boolean takesIndices) {
    this.options = options;
    this.dtype = dtype;
    this.inputType =
        options.inputType().orElse(takesIndices ? ElementType.INT64 : ElementType.of(dtype));
    if (hasNamedColumns()) {
      columnNames.addAll(options.columns().orElseThrow().schema().names());
      columnNames.forEach(graph::reserve);
    } else {
      graph.reserve(options.inputName());
    }
    for (String output :
        List.of(options.outputName(), OnnxExport.PROBABILITIES, OnnxExport.LABEL)) {
      graph.reserve(free(output));
    }
  }

  static Graph of(Module model, OnnxExport.Options options) {
    List<Leaf> leaves = Leaf.of(model);
    Shape row = options.rowShape().orElseGet(() -> rowShape(model, leaves));
    boolean takesIndices = !leaves.isEmpty() && leaves.get(0).module() instanceof Embedding;
    return new ModelGraph(options, dtype(model), takesIndices).build(model, leaves, row);
  }

  private boolean hasNamedColumns() {
    return options.columns().isPresent() && !options.columns().get().isPlain();
  }

  /** Returns the name of an output, or one in its place that no column has. */
  private String free(String name) {
    return columnNames.contains(name) ? free("predicted_" + name) : name;
  }

  private static DType dtype(Module model) {
    DType common = null;
    String first = "";
    for (Map.Entry<String, Parameter> entry : model.namedParameters().entrySet()) {
      DType dtype = entry.getValue().tensor().dtype();
      if (common != null && dtype != common) {
        throw new OptionException(
            "ONNX export: " + entry.getKey() + " is " + dtype + ", " + first + " is " + common,
            "parameters of one dtype");
      }
      if (common == null) {
        common = dtype;
        first = entry.getKey();
      }
    }
    return common == null ? DType.FLOAT32 : common;
  }

  /** Returns the shape of a row that the first layer with a shape of its own takes. */
  private static Shape rowShape(Module model, List<Leaf> leaves) {
    for (Leaf leaf : leaves) {
      if (leaf.module() instanceof Linear linear) {
        return Shape.of(linear.inFeatures());
      }
      if (leaf.module() instanceof ColumnEmbeddings columns) {
        return Shape.of(columns.inputs());
      }
      if (leaf.module() instanceof LayerNorm norm) {
        return norm.normalizedShape();
      }
      if (leaf.module() instanceof Flatten || leaf.module() instanceof Embedding) {
        break;
      }
    }
    throw new OptionException(
        "ONNX export: the layers of " + model + " do not say which shape a row has",
        "a Linear or LayerNorm layer before any Flatten or Embedding",
        Fix.inCode("give it: Options.withRowShape(1, 28, 28)"));
  }

  private Graph build(Module model, List<Leaf> leaves, Shape row) {
    List<Value> inputs = new ArrayList<>();
    String input = prepared(row, inputs);
    LayerTranslator layers = new LayerTranslator(graph, dtype, input, row);
    leaves.forEach(layers::add);
    String output = layers.value();
    if (options.outputs().isPresent()) {
      output = restored(output, layers.row(), options.outputs().get());
    }
    if (inputs.stream().map(Value::name).anyMatch(output::equals)) {
      graph.node("Identity", "model", List.of(output));
    }
    graph.renameLast(free(options.outputName()));
    List<Value> outputs = new ArrayList<>();
    outputs.add(new Value(free(options.outputName()), ElementType.of(dtype), layers.row()));
    if (options.probabilities() != Probabilities.NONE) {
      Value probabilities = probabilities(layers.row());
      outputs.add(probabilities);
      if (!options.classNames().isEmpty()) {
        outputs.add(label(probabilities));
      }
    }
    return graph.graph(model.description(), inputs, outputs);
  }

  /**
   * Adds the inputs, and what is done with them before the model's first layer.
   *
   * @param row of the model's input
   * @return what the first layer is given
   */
  private String prepared(Shape row, List<Value> inputs) {
    if (hasNamedColumns()) {
      ColumnsTranslator columns =
          new ColumnsTranslator(
              graph, options.columns().orElseThrow(), options.missing(), inputType);
      inputs.addAll(columns.inputs());
      return narrow("inputs", scaled(columns.encoded(), row));
    }
    inputs.add(new Value(options.inputName(), inputType, row));
    if (options.missing().isEmpty() && options.inputs().isEmpty()) {
      return inputType == ElementType.of(dtype)
          ? options.inputName()
          : graph.cast("inputs", options.inputName(), dtype);
    }
    String wide =
        inputType == ElementType.FLOAT64
            ? options.inputName()
            : graph.cast("inputs", options.inputName(), DType.FLOAT64);
    String filled =
        options
            .missing()
            .map(
                usual ->
                    ColumnsTranslator.filled(
                        graph,
                        "inputs",
                        wide,
                        graph.tensor("inputs.usual", Tensor.of(usual.values()))))
            .orElse(wide);
    return narrow("inputs", scaled(filled, row));
  }

  /** {@code (x - mean) / std}, in float64 as {@link Standardizer} computes. */
  private String scaled(String wide, Shape row) {
    if (options.inputs().isEmpty()) {
      return wide;
    }
    Standardizer scaling = options.inputs().get();
    requireColumns("inputs", row, scaling);
    String mean = graph.tensor("inputs.mean", Tensor.of(scaling.mean()));
    String std = graph.tensor("inputs.std", Tensor.of(scaling.std()));
    String centred = graph.node("Sub", "inputs", List.of(wide, mean));
    return graph.node("Div", "inputs", List.of(centred, std));
  }

  /** {@code y * std + mean}, in float64 as {@link Standardizer} computes. */
  private String restored(String output, Shape row, Standardizer scaling) {
    requireColumns("outputs", row, scaling);
    String mean = graph.tensor("outputs.mean", Tensor.of(scaling.mean()));
    String std = graph.tensor("outputs.std", Tensor.of(scaling.std()));
    String scaled = graph.node("Mul", "outputs", List.of(wide("outputs", output), std));
    return narrow("outputs", graph.node("Add", "outputs", List.of(scaled, mean)));
  }

  private static void requireColumns(String part, Shape row, Standardizer scaling) {
    int columns = scaling.mean().length;
    if (!row.equals(Shape.of(columns))) {
      throw new ShapeException(
          "ONNX export: the standardizer of the " + part + " has " + columns + " columns",
          "a standardizer for rows " + row);
    }
  }

  private String wide(String place, String value) {
    return dtype == DType.FLOAT64 ? value : graph.cast(place, value, DType.FLOAT64);
  }

  private String narrow(String place, String value) {
    return dtype == DType.FLOAT64 ? value : graph.cast(place, value, dtype);
  }

  private Value probabilities(Shape row) {
    boolean isSoftmax = options.probabilities() == Probabilities.SOFTMAX;
    if (row.rank() != 1 || (!isSoftmax && row.dim(0) != 1)) {
      throw new ShapeException(
          "ONNX export: " + options.probabilities() + " probabilities of rows " + row,
          isSoftmax ? "one logit for each class, [classes]" : "one logit, [1]");
    }
    String place = free(OnnxExport.PROBABILITIES);
    List<String> logits = List.of(free(options.outputName()));
    if (isSoftmax) {
      graph.node("Softmax", place, logits, new Attribute.Int("axis", 1));
    } else {
      String negative = graph.node("Neg", place, logits);
      String first = graph.node("Sigmoid", place, List.of(negative));
      String second = graph.node("Sigmoid", place, logits);
      graph.node("Concat", place, List.of(first, second), new Attribute.Int("axis", 1));
    }
    graph.renameLast(place);
    return new Value(place, ElementType.of(dtype), isSoftmax ? row : Shape.of(TWO_CLASSES));
  }

  /** Adds the name of the most probable class; empty if the probabilities are NaN. */
  private Value label(Value probabilities) {
    List<String> names = options.classNames();
    if (!probabilities.row().equals(Shape.of(names.size()))) {
      throw new ShapeException(
          "ONNX export: " + names.size() + " labels for probabilities " + probabilities.row(),
          "a label for each class");
    }
    String place = free(OnnxExport.LABEL);
    Attribute axis = new Attribute.Int("axis", 1);
    Attribute keepsNoAxis = new Attribute.Int("keepdims", 0);
    String best = graph.node("ArgMax", place, List.of(probabilities.name()), axis, keepsNoAxis);
    String all = graph.texts(place + ".names", names);
    String name = graph.node("Gather", place, List.of(all, best));
    String axes = graph.tensor(place + ".axes", Tensor.of(new long[] {1}));
    String sum = graph.node("ReduceSum", place, List.of(probabilities.name(), axes), keepsNoAxis);
    String isNone = graph.node("IsNaN", place, List.of(sum));
    String none = graph.texts(place + ".none", List.of(""));
    graph.node("Where", place, List.of(isNone, none, name));
    graph.renameLast(place);
    return new Value(place, ElementType.STRING, Shape.of());
  }
}
