package dev.jacobian.models;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Checks of what estimators receive. */
final class Inputs {
  private Inputs() {}

  /** Returns features {@code [n, features]} as float64, if they are finite numbers. */
  static Tensor features(Tensor x) {
    if (x.shape().rank() != 2) {
      throw new ShapeException(
          "features of shape " + x.shape(),
          "a matrix [rows, features]",
          "reshape a single feature to [n, 1], flatten images to [n, pixels]");
    }
    if (x.size(0) == 0 || x.size(1) == 0) {
      throw new DataException("features of shape " + x.shape(), "at least one row and one feature");
    }
    Tensor wide = x.detach().cpu().to(DType.FLOAT64);
    checkFinite(wide, "features");
    return wide;
  }

  /** Returns features as float64, if there are as many per row as the model was fitted on. */
  static Tensor features(Tensor x, long expected) {
    Tensor wide = features(x);
    if (wide.size(1) != expected) {
      throw new ShapeException(
          "features of shape " + x.shape(), expected + " per row, as the model was fitted on");
    }
    return wide;
  }

  /**
   * Returns the targets of a regression as float64 {@code [n, outputs]}; {@code [n]} is one output.
   */
  static Tensor numbers(Tensor y, Tensor x) {
    int rank = y.shape().rank();
    if (rank != 1 && rank != 2) {
      throw new ShapeException("targets of shape " + y.shape(), "[rows] or [rows, outputs]");
    }
    checkRows(y, x);
    Tensor wide = y.detach().cpu().to(DType.FLOAT64);
    checkFinite(wide, "targets");
    return rank == 1 ? wide.unsqueeze(1) : wide;
  }

  /** Returns class indices as int64 {@code [n]}; {@code [n, 1]} is taken too. */
  static Tensor labels(Tensor y, Tensor x) {
    if (y.dtype() != DType.INT64 && y.dtype() != DType.INT32) {
      throw new DTypeException(
          "labels of dtype " + y.dtype(),
          "int64 class indices",
          Fix.inCode("y.to(DType.INT64); one-hot rows become indices by y.argmax(1)"));
    }
    int rank = y.shape().rank();
    if (rank != 1 && !(rank == 2 && y.size(1) == 1)) {
      throw new ShapeException("labels of shape " + y.shape(), "one class index per row, [rows]");
    }
    checkRows(y, x);
    return y.detach().cpu().to(DType.INT64).flatten();
  }

  /**
   * Checks that labels name classes.
   *
   * @param classes number of classes
   */
  static void checkClasses(Tensor labels, long classes) {
    long[] values = labels.toLongArray();
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || values[i] >= classes) {
        throw new DataException(
            "label " + values[i] + " in row " + i, "a class index from 0 to " + (classes - 1));
      }
    }
  }

  /** Checks that a classifier has classes to choose from. */
  static void requireClasses(int classes, String estimator) {
    if (classes < 2) {
      throw new OptionException(estimator + ": " + classes + " classes", "2 or more");
    }
  }

  /**
   * Returns what fit left behind.
   *
   * @throws StateException if it is null
   */
  static <T> T trained(@Nullable T fit, String estimator) {
    if (fit == null) {
      throw new StateException(estimator + " is not trained", "a call of fit before");
    }
    return fit;
  }

  private static void checkRows(Tensor y, Tensor x) {
    if (y.size(0) != x.size(0)) {
      throw new ShapeException(
          "targets of shape " + y.shape() + " for features of shape " + x.shape(),
          "one target per row");
    }
  }

  private static void checkFinite(Tensor values, String what) {
    if (Double.isFinite(values.sum().item())) {
      return;
    }
    double[] numbers = values.toDoubleArray();
    int columns = values.shape().rank() == 1 ? 1 : (int) values.size(1);
    for (int i = 0; i < numbers.length; i++) {
      if (!Double.isFinite(numbers[i])) {
        throw new DataException(
            what + " contain " + numbers[i] + " in row " + i / columns + ", column " + i % columns,
            "finite numbers",
            "remove the row or fill the gap");
      }
    }
  }
}
