package dev.jacobian.models.onnx;

import dev.jacobian.data.Standardizer;
import dev.jacobian.models.onnx.OnnxExport.Probabilities;
import dev.jacobian.nn.Flatten;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the graph of a model: scaling of the inputs, layers, and what is made of the outputs. */
final class ModelGraph {
  private static final int TWO_CLASSES = 2;

  private final GraphBuilder graph = new GraphBuilder();
  private final OnnxExport.Options options;
  private final DType dtype;

  private ModelGraph(OnnxExport.Options options, DType dtype) {
    this.options = options;
    this.dtype = dtype;
    graph.reserve(options.inputName());
    graph.reserve(options.outputName());
    graph.reserve(OnnxExport.PROBABILITIES);
  }

  static Graph of(Module model, OnnxExport.Options options) {
    List<Leaf> leaves = Leaf.of(model);
    Shape row = options.rowShape().orElseGet(() -> rowShape(model, leaves));
    return new ModelGraph(options, dtype(model)).build(model, leaves, row);
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
      if (leaf.module() instanceof LayerNorm norm) {
        return norm.normalizedShape();
      }
      if (leaf.module() instanceof Flatten) {
        break;
      }
    }
    throw new OptionException(
        "ONNX export: the layers of " + model + " do not say which shape a row has",
        "a Linear or LayerNorm layer before any Flatten",
        "give it: Options.withRowShape(1, 28, 28)");
  }

  private Graph build(Module model, List<Leaf> leaves, Shape row) {
    String input = options.inputName();
    if (options.inputs().isPresent()) {
      input = standardized(input, row, options.inputs().get());
    }
    LayerTranslator layers = new LayerTranslator(graph, dtype, input, row);
    leaves.forEach(layers::add);
    String output = layers.value();
    if (options.outputs().isPresent()) {
      output = restored(output, layers.row(), options.outputs().get());
    }
    if (output.equals(options.inputName())) {
      graph.node("Identity", "model", List.of(output));
    }
    graph.renameLast(options.outputName());
    List<Value> outputs = new ArrayList<>();
    outputs.add(new Value(options.outputName(), dtype, layers.row()));
    if (options.probabilities() != Probabilities.NONE) {
      outputs.add(probabilities(layers.row()));
    }
    return graph.graph(
        model.description(), List.of(new Value(options.inputName(), dtype, row)), outputs);
  }

  /** {@code (x - mean) / std}, in float64 as {@link Standardizer} computes. */
  private String standardized(String input, Shape row, Standardizer scaling) {
    requireColumns("inputs", row, scaling);
    String mean = graph.tensor("inputs.mean", Tensor.of(scaling.mean()));
    String std = graph.tensor("inputs.std", Tensor.of(scaling.std()));
    String centred = graph.node("Sub", "inputs", List.of(wide("inputs", input), mean));
    return narrow("inputs", graph.node("Div", "inputs", List.of(centred, std)));
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
    String place = OnnxExport.PROBABILITIES;
    List<String> logits = List.of(options.outputName());
    if (isSoftmax) {
      graph.node("Softmax", place, logits, new Attribute.Int("axis", 1));
    } else {
      String negative = graph.node("Neg", place, logits);
      String first = graph.node("Sigmoid", place, List.of(negative));
      String second = graph.node("Sigmoid", place, logits);
      graph.node("Concat", place, List.of(first, second), new Attribute.Int("axis", 1));
    }
    graph.renameLast(place);
    return new Value(place, dtype, isSoftmax ? row : Shape.of(TWO_CLASSES));
  }
}
