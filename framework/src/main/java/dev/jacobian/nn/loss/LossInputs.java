package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Recording;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks what a loss is given, before it computes. */
final class LossInputs {
  private LossInputs() {}

  /** Checks predictions and targets that are compared element by element. */
  static void requireAlike(String loss, Reduction reduction, Tensor prediction, Tensor target) {
    Shape predicted = prediction.shape();
    if (!predicted.equals(target.shape())) {
      throw new ShapeException(
          loss
              + ": prediction "
              + predicted
              + " and target "
              + target.shape()
              + " have different shapes",
          "equal shapes, since broadcasting would compare each prediction with several targets",
          predicted.size() == target.size() ? "target.reshape(" + join(predicted) + ")" : null,
          null);
    }
    if (prediction.dtype() != target.dtype() || !prediction.dtype().isFloating()) {
      throw new DTypeException(
          loss
              + ": prediction "
              + prediction.value().spec()
              + " and target "
              + target.value().spec(),
          "floating-point tensors of one dtype",
          prediction.dtype().isFloating()
              ? "target.to(DType." + prediction.dtype().name() + ")"
              : null,
          null);
    }
    requireElements(loss, reduction, prediction);
  }

  /** Checks that a mean has something to be taken of. */
  static void requireElements(String loss, Reduction reduction, Tensor prediction) {
    if (reduction == Reduction.MEAN && prediction.size() == 0) {
      throw new DataException(
          loss + ": the batch is empty: prediction " + prediction.shape(),
          "at least one element to take the mean of",
          Fix.inCode("leave empty batches out, or use Reduction.SUM"));
    }
  }

  /**
   * Checks the elements of weights.
   *
   * @param name the loss and what it calls a weight
   */
  static void requireWeights(String name, @Nullable Tensor weights) {
    if (weights == null) {
      return;
    }
    double[] values = Recording.outside(weights::toDoubleArray);
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && values[i] < Double.POSITIVE_INFINITY)) {
        throw new OptionException(
            name + " " + i + " of " + values.length + " is " + values[i],
            "finite numbers, 0 or more");
      }
    }
  }

  private static String join(Shape shape) {
    return Arrays.stream(shape.dims()).mapToObj(Long::toString).collect(Collectors.joining(", "));
  }
}
