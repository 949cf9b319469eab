package dev.jacobian.models.onnx;

import dev.jacobian.device.Device;
import dev.jacobian.models.ColumnEmbeddings;
import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.Flatten;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.Optional;

/** A row that a model of one input takes, as far as its layers say what they take. */
final class ExampleRow {
  private ExampleRow() {}

  /**
   * Returns zeros, {@code [1, ...]}: indices if the model starts with a table, else numbers of the
   * parameters' type.
   *
   * @param known the shape of the row; empty to take it from the layers
   * @throws OptionException if the layers do not say it
   */
  static Tensor of(Module model, Optional<Shape> known) {
    Module first = first(model);
    Shape row = known.or(() -> taken(first)).orElseThrow(() -> unknown(model));
    DType dtype = first instanceof Embedding ? DType.INT64 : dtype(model);
    long[] dims = new long[row.rank() + 1];
    dims[0] = 1;
    System.arraycopy(row.dims(), 0, dims, 1, row.rank());
    return Tensor.full(Shape.of(dims), 0, dtype, Device.cpu()).to(model.device());
  }

  private static DType dtype(Module model) {
    return model.parameters().stream()
        .map(parameter -> parameter.tensor().dtype())
        .findFirst()
        .orElse(DType.FLOAT32);
  }

  /** Returns the first layer that does not take rows of any shape. */
  private static Module first(Module model) {
    return model.namedModules().values().stream()
        .filter(
            layer ->
                taken(layer).isPresent() || layer instanceof Flatten || layer instanceof Embedding)
        .findFirst()
        .orElse(model);
  }

  private static Optional<Shape> taken(Module layer) {
    if (layer instanceof Linear linear) {
      return Optional.of(Shape.of(linear.inFeatures()));
    }
    if (layer instanceof ColumnEmbeddings columns) {
      return Optional.of(Shape.of(columns.inputs()));
    }
    return layer instanceof LayerNorm norm ? Optional.of(norm.normalizedShape()) : Optional.empty();
  }

  private static OptionException unknown(Module model) {
    return new OptionException(
        "ONNX export: the layers of " + model + " do not say which shape a row has",
        "a Linear or LayerNorm layer before any Flatten or Embedding",
        Fix.inCode("give it: Options.withRowShape(1, 28, 28)"));
  }
}
