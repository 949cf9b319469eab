package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of every element of one output with respect to every element of one input, row by
 * row.
 */
final class Jacobian {
  private final int output;
  private final int rows;
  private final int columns;
  private final double[] entries;

  /**
   * Makes a matrix of zeros.
   *
   * @param output which output of the function
   * @param rows elements of the output
   * @param columns elements of the input
   */
  private Jacobian(int output, int rows, int columns) {
    this.output = output;
    this.rows = rows;
    this.columns = columns;
    this.entries = new double[Math.multiplyExact(rows, columns)];
  }

  private static Jacobian zeros(int output, Tensor of, Tensor input) {
    int rows = Math.toIntExact(of.size());
    int columns = Math.toIntExact(input.size());
    return new Jacobian(output, rows, columns);
  }

  /**
   * Returns, for each input, the Jacobians of the outputs as backward computes them: one row per
   * walk.
   */
  static List<List<Jacobian>> byBackward(List<Tensor> outputs, List<Tensor> inputs) {
    List<List<Jacobian>> result = new ArrayList<>();
    for (Tensor input : inputs) {
      List<Jacobian> column = new ArrayList<>();
      for (int i = 0; i < outputs.size(); i++) {
        column.add(zeros(i, outputs.get(i), input));
      }
      result.add(column);
    }
    for (int i = 0; i < outputs.size(); i++) {
      Tensor output = outputs.get(i);
      if (!output.requiresGrad()) {
        continue;
      }
      // An output without elements has no row, but its backward must run all the same.
      for (int row = 0; row < Math.max(1, output.size()); row++) {
        List<@Nullable Tensor> gradients =
            Gradients.of(List.of(output), inputs, List.of(unit(output, row)), true, false);
        for (int j = 0; j < inputs.size(); j++) {
          result.get(j).get(i).setRow(row, gradients.get(j), inputs.get(j));
        }
      }
    }
    return result;
  }

  /**
   * Returns, for each input, the Jacobians of the outputs by moving one input element after
   * another.
   */
  static List<List<Jacobian>> byDifferences(
      Supplier<List<Tensor>> function, List<Tensor> inputs, double eps) {
    List<List<Jacobian>> result = new ArrayList<>();
    for (Tensor input : inputs) {
      List<Tensor> outputs = function.get();
      List<Jacobian> column = new ArrayList<>();
      for (int i = 0; i < outputs.size(); i++) {
        column.add(zeros(i, outputs.get(i), input));
      }
      double[] values = input.toDoubleArray();
      for (int element = 0; element < values.length; element++) {
        double center = values[element];
        try {
          values[element] = center + eps;
          List<double[]> above = evaluate(function, input, values);
          values[element] = center - eps;
          List<double[]> below = evaluate(function, input, values);
          for (Jacobian jacobian : column) {
            jacobian.setColumn(
                element, above.get(jacobian.output), below.get(jacobian.output), 2 * eps);
          }
        } finally {
          values[element] = center;
          setValues(input, values);
        }
      }
      result.add(column);
    }
    return result;
  }

  private static List<double[]> evaluate(
      Supplier<List<Tensor>> function, Tensor input, double[] values) {
    setValues(input, values);
    return function.get().stream().map(Tensor::toDoubleArray).toList();
  }

  private static void setValues(Tensor input, double[] values) {
    try (Autograd.Guard mode = Autograd.noGrad()) {
      input.copyInPlace(upload(values, input));
    }
  }

  private static Tensor unit(Tensor output, int element) {
    double[] values = new double[Math.toIntExact(output.size())];
    if (values.length > 0) {
      values[element] = 1;
    }
    return upload(values, output);
  }

  private static Tensor upload(double[] values, Tensor like) {
    return Creation.upload(values, 0, new TensorSpec(like.shape(), DType.FLOAT64), like.device());
  }

  private void setRow(int row, @Nullable Tensor gradient, Tensor input) {
    if (gradient == null) {
      return;
    }
    if (!gradient.value().spec().equals(input.value().spec())) {
      throw new ShapeException(
          "the gradient of a " + input.value().spec() + " tensor is " + gradient.value().spec(),
          "a gradient of the same shape and dtype");
    }
    if (row < rows) {
      System.arraycopy(gradient.toDoubleArray(), 0, entries, row * columns, columns);
    }
  }

  private void setColumn(int column, double[] above, double[] below, double distance) {
    for (int row = 0; row < rows; row++) {
      entries[row * columns + column] = (above[row] - below[row]) / distance;
    }
  }

  int size() {
    return entries.length;
  }

  /**
   * Returns the first entry that differs from the measured one by more than allowed, in words, or
   * null.
   */
  @Nullable String firstDifference(Jacobian measured, GradCheck.Options options) {
    for (int i = 0; i < entries.length; i++) {
      double numeric = measured.entries[i];
      double allowed = options.atol() + options.rtol() * Math.abs(numeric);
      // Negated so that a NaN on either side is a difference.
      if (!(Math.abs(entries[i] - numeric) <= allowed)) {
        return "element "
            + i % columns
            + ": the derivative of element "
            + i / columns
            + " of output "
            + output
            + " is "
            + entries[i]
            + " by backward and "
            + numeric
            + " by differences";
      }
    }
    return null;
  }

  double largestDifference(Jacobian measured) {
    double largest = 0;
    for (int i = 0; i < entries.length; i++) {
      largest = Math.max(largest, Math.abs(entries[i] - measured.entries[i]));
    }
    return largest;
  }
}
