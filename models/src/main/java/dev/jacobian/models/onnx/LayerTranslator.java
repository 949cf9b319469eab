package dev.jacobian.models.onnx;

import dev.jacobian.device.Device;
import dev.jacobian.models.ColumnEmbeddings;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.Flatten;
import dev.jacobian.nn.GELU;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sigmoid;
import dev.jacobian.nn.Softmax;
import dev.jacobian.nn.Tanh;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Translates layers to ONNX's operators, one after another. What flows between them is a value of
 * the graph and the shape that one row of it has; the batch is the axis before.
 */
final class LayerTranslator {
  private final GraphBuilder graph;
  private final DType dtype;
  private final Tensor half;
  private final Tensor rootOfHalf;
  private final Tensor one;
  private final Tensor zero;
  private final Tensor nan;
  private String value;
  private Shape row;

  LayerTranslator(GraphBuilder graph, DType dtype, String input, Shape row) {
    this.graph = graph;
    this.dtype = dtype;
    this.half = constant(0.5);
    this.rootOfHalf = constant(Math.sqrt(0.5));
    this.one = constant(1);
    this.zero = constant(0);
    this.nan = constant(Double.NaN);
    this.value = input;
    this.row = row;
  }

  private Tensor constant(double number) {
    return Tensor.full(Shape.of(), number, dtype, Device.cpu());
  }

  /** Returns the name of the value that the last layer gives. */
  String value() {
    return value;
  }

  /** Returns the shape of a row that the last layer gives. */
  Shape row() {
    return row;
  }

  /**
   * Adds what a layer computes in evaluation.
   *
   * @throws ShapeException if rows of the present shape do not fit it; the message names it
   */
  void add(Leaf leaf) {
    try {
      translate(leaf.path(), leaf.module());
    } catch (ShapeException e) {
      e.inLayer(leaf.module().toString());
      throw e;
    }
  }

  private void translate(String place, Module module) {
    if (module instanceof Linear linear) {
      linear(place, linear);
    } else if (module instanceof Embedding table) {
      value = lookup(place, table, value);
      row = withDimension(row, table.embeddingDim());
    } else if (module instanceof ColumnEmbeddings columns) {
      columnEmbeddings(place, columns);
    } else if (module instanceof LayerNorm norm) {
      layerNorm(place, norm);
    } else if (module instanceof ReLU) {
      value = graph.node("Relu", place, List.of(value));
    } else if (module instanceof Tanh) {
      value = graph.node("Tanh", place, List.of(value));
    } else if (module instanceof Sigmoid) {
      value = graph.node("Sigmoid", place, List.of(value));
    } else if (module instanceof GELU) {
      gelu(place);
    } else if (module instanceof Softmax softmax) {
      softmax(place, softmax);
    } else if (module instanceof Flatten flatten) {
      flatten(place, flatten);
    } else if (!(module instanceof Dropout)) {
      throw new IllegalStateException("no translation of " + module);
    }
  }

  /** Returns the shape with the batch in front, whose size stands for any. */
  private Shape batches() {
    long[] dims = new long[row.rank() + 1];
    dims[0] = 1;
    System.arraycopy(row.dims(), 0, dims, 1, row.rank());
    return Shape.of(dims);
  }

  private void linear(String place, Linear layer) {
    if (row.rank() == 0 || row.dim(-1) != layer.inFeatures()) {
      throw new ShapeException("rows " + row, "[..., " + layer.inFeatures() + "]");
    }
    String weight = parameter(place, "weight", layer.weight());
    Parameter bias = layer.bias();
    if (row.rank() == 1) {
      List<String> inputs =
          bias == null
              ? List.of(value, weight)
              : List.of(value, weight, parameter(place, "bias", bias));
      value = graph.node("Gemm", place, inputs, new Attribute.Int("transB", 1));
    } else {
      // Gemm takes matrices only.
      String transposed = graph.node("Transpose", place, List.of(weight));
      value = graph.node("MatMul", place, List.of(value, transposed));
      if (bias != null) {
        value = graph.node("Add", place, List.of(value, parameter(place, "bias", bias)));
      }
    }
    row = row.withDim(row.rank() - 1, layer.outFeatures());
  }

  private static Shape withDimension(Shape row, long dimension) {
    long[] dims = Arrays.copyOf(row.dims(), row.rank() + 1);
    dims[row.rank()] = dimension;
    return Shape.of(dims);
  }

  /** Picks the vectors of indices that are held as floating-point numbers; of NaN it is NaN. */
  private String lookup(String place, Embedding table, String indices) {
    String isNone = graph.node("IsNaN", place, List.of(indices));
    String present =
        graph.node("Where", place, List.of(isNone, graph.tensor("zero", zero), indices));
    String vectors =
        graph.node(
            "Gather",
            place,
            List.of(
                parameter(place, "weight", table.weight()),
                graph.cast(place, present, DType.INT64)));
    String axis = graph.tensor(place + ".axis", Tensor.of(new long[] {-1}));
    String wide = graph.node("Unsqueeze", place, List.of(isNone, axis));
    return graph.node("Where", place, List.of(wide, graph.tensor("nan", nan), vectors));
  }

  private void columnEmbeddings(String place, ColumnEmbeddings columns) {
    if (!row.equals(Shape.of(columns.inputs()))) {
      throw new ShapeException("rows " + row, "[" + columns.inputs() + "]");
    }
    List<String> parts = new ArrayList<>();
    if (columns.numbers() > 0) {
      parts.add(slice(place, 0, columns.numbers()));
    }
    for (int i = 0; i < columns.tables().size(); i++) {
      int column = columns.numbers() + i;
      String own = place + "." + i;
      String axis = graph.tensor(own + ".column", Tensor.of(new long[] {1}));
      String numbers = graph.node("Squeeze", own, List.of(slice(own, column, column + 1), axis));
      parts.add(lookup(own, columns.tables().get(i), numbers));
    }
    value = graph.node("Concat", place, parts, new Attribute.Int("axis", 1));
    row = Shape.of(columns.outputs());
  }

  private String slice(String place, long from, long to) {
    String start = graph.tensor(place + ".from", Tensor.of(new long[] {from}));
    String end = graph.tensor(place + ".to", Tensor.of(new long[] {to}));
    String axis = graph.tensor(place + ".axis", Tensor.of(new long[] {1}));
    return graph.node("Slice", place, List.of(value, start, end, axis));
  }

  private String parameter(String place, String name, Parameter parameter) {
    return graph.tensor(place + "." + name, parameter.tensor());
  }

  private void layerNorm(String place, LayerNorm layer) {
    Shape normalized = layer.normalizedShape();
    int leading = row.rank() - normalized.rank();
    if (leading < 0
        || !Arrays.equals(Arrays.copyOfRange(row.dims(), leading, row.rank()), normalized.dims())) {
      throw new ShapeException("rows " + row, "rows that end in " + normalized);
    }
    Parameter weight = layer.weight();
    Parameter bias = layer.bias();
    // ONNX does without a bias but not without a scale.
    String scale =
        weight == null
            ? graph.tensor(place + ".ones", Tensor.ones(normalized.dims()).to(dtype))
            : parameter(place, "weight", weight);
    value =
        graph.node(
            "LayerNormalization",
            place,
            bias == null
                ? List.of(value, scale)
                : List.of(value, scale, parameter(place, "bias", bias)),
            new Attribute.Int("axis", -normalized.rank()),
            new Attribute.Real("epsilon", (float) layer.epsilon()));
  }

  private void softmax(String place, Softmax layer) {
    int axis = batches().axis(layer.axis());
    if (axis == 0) {
      throw new ShapeException(
          "the softmax is over axis 0, which counts the rows of a batch", "an axis from 1 on");
    }
    value = graph.node("Softmax", place, List.of(value), new Attribute.Int("axis", axis));
  }

  /**
   * {@code x / 2 * (1 + erf(x / sqrt(2)))}. ONNX has a Gelu only from opset 20 on, and ONNX Runtime
   * an Erf only of float32.
   */
  private void gelu(String place) {
    String halved = graph.node("Mul", place, List.of(value, graph.tensor("half", half)));
    String scaled =
        graph.node("Mul", place, List.of(value, graph.tensor("rootOfHalf", rootOfHalf)));
    String erf =
        dtype == DType.FLOAT32
            ? graph.node("Erf", place, List.of(scaled))
            : graph.cast(
                place,
                graph.node("Erf", place, List.of(graph.cast(place, scaled, DType.FLOAT32))),
                dtype);
    String shifted = graph.node("Add", place, List.of(erf, graph.tensor("one", one)));
    value = graph.node("Mul", place, List.of(halved, shifted));
  }

  private void flatten(String place, Flatten layer) {
    Shape batches = batches();
    int start = batches.axis(layer.startAxis());
    int end = batches.axis(layer.endAxis());
    if (start > end || (start == 0 && end > 0)) {
      throw new ShapeException(
          "axes " + start + " to " + end + " are merged, of which 0 counts the rows of a batch",
          "a rising range from axis 1 on");
    }
    if (start == end) {
      return;
    }
    long[] dims = new long[batches.rank() - (end - start)];
    System.arraycopy(batches.dims(), 0, dims, 0, start);
    dims[start] = batches.product(start, end + 1);
    System.arraycopy(batches.dims(), end + 1, dims, start + 1, batches.rank() - end - 1);
    row = Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
    // To Reshape, 0 is the size that the input has there.
    dims[0] = 0;
    value =
        graph.node(
            "Reshape", place, List.of(value, graph.tensor(place + ".shape", Tensor.of(dims))));
  }
}
