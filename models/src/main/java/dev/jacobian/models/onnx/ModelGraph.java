package dev.jacobian.models.onnx;

import dev.jacobian.data.prepare.Standardizer;
import dev.jacobian.graph.Node;
import dev.jacobian.models.onnx.OnnxExport.Probabilities;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Makes the graph of a model: preparation of the inputs, the model, what is made of the outputs.
 */
final class ModelGraph {
  private static final int TWO_CLASSES = 2;

  private final GraphBuilder graph = new GraphBuilder();
  private final OnnxExport.Options options;
  private final BatchGraph model;
  private final List<Tensor> examples;

  /** The type of the first input of the model itself. */
  private final DType dtype;

  private final ElementType inputType;
  private final List<String> outputNames;

  /** The names of columns, which no output can have. */
  private final Set<String> columnNames = new HashSet<>();

  private ModelGraph(OnnxExport.Options options, BatchGraph model, List<Tensor> examples) {
    this.options = options;
    this.model = model;
    this.examples = examples;
    this.dtype = examples.get(0).dtype();
    this.inputType = options.inputType().orElse(ElementType.of(dtype));
    if (hasNamedColumns()) {
      columnNames.addAll(options.columns().orElseThrow().schema().names());
      columnNames.forEach(graph::reserve);
    } else {
      inputNames().forEach(graph::reserve);
    }
    this.outputNames =
        numbered("outputs", options.outputNames(), model.graph().outputs().size()).stream()
            .map(this::free)
            .toList();
    outputNames.forEach(graph::reserve);
    graph.reserve(free(OnnxExport.PROBABILITIES));
    graph.reserve(free(OnnxExport.LABEL));
  }

  static OnnxGraph of(Module model, OnnxExport.Options options) {
    List<Tensor> examples =
        options.examples().isEmpty()
            ? List.of(ExampleRow.of(model, options.rowShape()))
            : options.examples();
    return new ModelGraph(options, BatchGraph.of(model, examples, options.sequenceAxis()), examples)
        .build(model.description());
  }

  private List<String> inputNames() {
    return numbered("inputs", options.inputNames(), examples.size());
  }

  private static List<String> numbered(String what, List<String> names, int count) {
    if (names.size() == 1 && count > 1) {
      return IntStream.rangeClosed(1, count).mapToObj(i -> names.get(0) + i).toList();
    }
    if (names.size() != count) {
      throw new OptionException(
          "ONNX export: " + names.size() + " names of " + what + " for a model of " + count,
          "a name for each, or one for all");
    }
    return names;
  }

  private boolean hasNamedColumns() {
    return options.columns().isPresent() && !options.columns().get().isPlain();
  }

  /** Returns the name of an output, or one in its place that no column has. */
  private String free(String name) {
    return columnNames.contains(name) ? free("predicted_" + name) : name;
  }

  private OnnxGraph build(String name) {
    List<OnnxValue> inputs = new ArrayList<>();
    List<String> given = new ArrayList<>();
    given.add(prepared(model.shape(model.graph().inputs().get(0)), inputs));
    for (int i = 1; i < examples.size(); i++) {
      String input = inputNames().get(i);
      List<Extent> shape = model.shape(model.graph().inputs().get(i));
      inputs.add(new OnnxValue(input, ElementType.of(examples.get(i).dtype()), shape));
      given.add(input);
    }
    requireOne("inputs", examples.size(), isPrepared());
    List<Node> results = model.graph().outputs();
    requireOne(
        "outputs",
        results.size(),
        options.outputs().isPresent() || options.probabilities() != Probabilities.NONE);
    List<String> values = new GraphTranslator(graph, model, given, inputs.get(0).name()).outputs();
    List<OnnxValue> outputs = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      List<Extent> shape = model.shape(results.get(i));
      DType type = results.get(i).spec().dtype();
      String value =
          options.outputs().isPresent()
              ? restored(values.get(i), type, shape, options.outputs().get())
              : values.get(i);
      graph.output(value, outputNames.get(i));
      outputs.add(new OnnxValue(outputNames.get(i), ElementType.of(type), shape));
    }
    if (options.probabilities() != Probabilities.NONE) {
      OnnxValue probabilities = probabilities(outputs.get(0));
      outputs.add(probabilities);
      if (!options.classNames().isEmpty()) {
        outputs.add(label(probabilities));
      }
    }
    return graph.graph(name, inputs, outputs);
  }

  private boolean isPrepared() {
    return options.columns().isPresent()
        || options.missing().isPresent()
        || options.inputs().isPresent()
        || options.inputType().isPresent();
  }

  private static void requireOne(String what, int count, boolean isNeeded) {
    if (isNeeded && count != 1) {
      throw new OptionException(
          "ONNX export: a model of " + count + " " + what + " with options for one",
          "columns, missing values, scaling, types and probabilities for models of one",
          "leave them out, and put what they do into the model");
    }
  }

  /**
   * Adds the inputs, and what is done with them before the model's first layer.
   *
   * @param shape of the model's first input
   * @return what it is given
   */
  private String prepared(List<Extent> shape, List<OnnxValue> inputs) {
    if (hasNamedColumns()) {
      ColumnsTranslator columns =
          new ColumnsTranslator(
              graph, options.columns().orElseThrow(), options.missing(), inputType);
      inputs.addAll(columns.inputs());
      return narrow("inputs", scaled(columns.encoded(), shape), dtype);
    }
    String input = inputNames().get(0);
    inputs.add(new OnnxValue(input, inputType, shape));
    if (options.missing().isEmpty() && options.inputs().isEmpty()) {
      return inputType == ElementType.of(dtype) ? input : graph.cast("inputs", input, dtype);
    }
    String wide =
        inputType == ElementType.FLOAT64 ? input : graph.cast("inputs", input, DType.FLOAT64);
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
    return narrow("inputs", scaled(filled, shape), dtype);
  }

  /** {@code (x - mean) / std}, in float64 as {@link Standardizer} computes. */
  private String scaled(String wide, List<Extent> shape) {
    if (options.inputs().isEmpty()) {
      return wide;
    }
    Standardizer scaling = options.inputs().get();
    requireColumns("inputs", shape, scaling);
    String mean = graph.tensor("inputs.mean", Tensor.of(scaling.mean()));
    String std = graph.tensor("inputs.std", Tensor.of(scaling.std()));
    String centred = graph.node("Sub", "inputs", List.of(wide, mean));
    return graph.node("Div", "inputs", List.of(centred, std));
  }

  /** {@code y * std + mean}, in float64 as {@link Standardizer} computes. */
  private String restored(String output, DType type, List<Extent> shape, Standardizer scaling) {
    requireColumns("outputs", shape, scaling);
    String mean = graph.tensor("outputs.mean", Tensor.of(scaling.mean()));
    String std = graph.tensor("outputs.std", Tensor.of(scaling.std()));
    String scaled = graph.node("Mul", "outputs", List.of(wide("outputs", output, type), std));
    return narrow("outputs", graph.node("Add", "outputs", List.of(scaled, mean)), type);
  }

  private static void requireColumns(String part, List<Extent> shape, Standardizer scaling) {
    int columns = scaling.mean().length;
    if (!shape.equals(Extent.batch(Shape.of(columns)))) {
      throw new ShapeException(
          "ONNX export: the standardizer of the " + part + " has " + columns + " columns",
          "a standardizer for " + shape);
    }
  }

  private String wide(String place, String value, DType type) {
    return type == DType.FLOAT64 ? value : graph.cast(place, value, DType.FLOAT64);
  }

  private String narrow(String place, String value, DType type) {
    return type == DType.FLOAT64 ? value : graph.cast(place, value, type);
  }

  private OnnxValue probabilities(OnnxValue output) {
    boolean isSoftmax = options.probabilities() == Probabilities.SOFTMAX;
    List<Extent> shape = output.shape();
    boolean fits =
        shape.size() == 2
            && shape.get(0).equals(Extent.ROWS)
            && (isSoftmax || shape.get(1).size() == 1);
    if (!fits) {
      throw new ShapeException(
          "ONNX export: " + options.probabilities() + " probabilities of " + shape,
          isSoftmax ? "one logit for each class, [batch, classes]" : "one logit, [batch, 1]");
    }
    String place = free(OnnxExport.PROBABILITIES);
    List<String> logits = List.of(output.name());
    Attribute axis = new Attribute.Int("axis", 1);
    String value;
    if (isSoftmax) {
      value = graph.node("Softmax", place, logits, axis);
    } else {
      String negative = graph.node("Neg", place, logits);
      String first = graph.node("Sigmoid", place, List.of(negative));
      String second = graph.node("Sigmoid", place, logits);
      value = graph.node("Concat", place, List.of(first, second), axis);
    }
    graph.output(value, place);
    return new OnnxValue(
        place, output.type(), isSoftmax ? shape : Extent.batch(Shape.of(TWO_CLASSES)));
  }

  /** Adds the name of the most probable class; empty if the probabilities are NaN. */
  private OnnxValue label(OnnxValue probabilities) {
    List<String> names = options.classNames();
    if (probabilities.shape().get(1).size() != names.size()) {
      throw new ShapeException(
          "ONNX export: " + names.size() + " labels for probabilities " + probabilities.shape(),
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
    graph.output(graph.node("Where", place, List.of(isNone, none, name)), place);
    return new OnnxValue(place, ElementType.STRING, Extent.batch(Shape.of()));
  }
}
