package dev.jacobian.nn;

import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Composite;
import dev.jacobian.tensor.Moments;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What layers that normalise have in common. */
final class Normalization {
  /** Of the input, the weight and the bias, as far as they are there. */
  private static final Composite<Over> STANDARDIZED =
      Composite.of(
          "standardize",
          (over, inputs) -> {
            Tensor x = inputs[0];
            int[] axes = over.axes.stream().mapToInt(Integer::intValue).toArray();
            Tensor normalized = standardized(x.reshape(over.grouped.dims()), over.epsilon, axes);
            return scaled(normalized, over.hasWeight, inputs).reshape(x.shape().dims());
          });

  private static final Composite<Over> OVER_ROOT_MEAN_SQUARE =
      Composite.of(
          "rmsNorm",
          (over, inputs) -> {
            Tensor x = inputs[0];
            int[] axes = over.axes.stream().mapToInt(Integer::intValue).toArray();
            return scaled(
                overRoot(x, x.square().mean(true, axes), over.epsilon), over.hasWeight, inputs);
          });

  /** Of the input, its channels' means and variances, the weight and the bias. */
  private static final Composite<Given> BY_STATISTICS =
      Composite.of(
          "byStatistics",
          (given, inputs) -> {
            Tensor normalized = overRoot(inputs[0].sub(inputs[1]), inputs[2], given.epsilon);
            return given.isScaled ? normalized.mul(inputs[3]).add(inputs[4]) : normalized;
          });

  private record Given(double epsilon, boolean isScaled) {}

  /**
   * What elements are normalised with.
   *
   * @param grouped the input's shape with axes for those that are normalised together
   * @param axes these
   */
  private record Over(double epsilon, Shape grouped, List<Integer> axes, boolean hasWeight) {}

  private Normalization() {}

  /** Returns {@code x / sqrt(square + epsilon)}. */
  static Tensor overRoot(Tensor x, Tensor square, double epsilon) {
    Tensor safe = square.add(epsilon);
    // Not 1 / root: a square that is too large for the type gives NaN, not zeros.
    return x.mul(safe.sqrt().div(safe));
  }

  private static Tensor standardized(Tensor x, double epsilon, int... axes) {
    Tensor deviation = Moments.deviation(x, axes);
    return overRoot(deviation, deviation.square().mean(true, axes), epsilon);
  }

  /**
   * Returns {@code (x - mean(x)) / sqrt(var(x) + epsilon) * weight + bias}, without the parts that
   * are not there.
   *
   * @param grouped the input's shape with axes for the elements that are normalised together
   * @param axes these
   * @param weight broadcast to {@code grouped}; bias too
   */
  static Tensor standardized(
      Tensor x,
      double epsilon,
      Shape grouped,
      int[] axes,
      @Nullable Tensor weight,
      @Nullable Tensor bias) {
    return apply(STANDARDIZED, x, epsilon, grouped, axes, weight, bias);
  }

  /**
   * Returns {@code (x - mean) / sqrt(variance + epsilon) * weight + bias}, all of them as they lie
   * beside x; weight and bias are both there or neither is.
   */
  static Tensor byStatistics(
      Tensor x,
      Tensor mean,
      Tensor variance,
      double epsilon,
      @Nullable Tensor weight,
      @Nullable Tensor bias) {
    return weight == null || bias == null
        ? BY_STATISTICS.apply(new Given(epsilon, false), x, mean, variance)
        : BY_STATISTICS.apply(new Given(epsilon, true), x, mean, variance, weight, bias);
  }

  /** Returns {@code x / sqrt(mean(x^2) + epsilon) * weight}, without the weight if it is null. */
  static Tensor overRootMeanSquare(Tensor x, double epsilon, int[] axes, @Nullable Tensor weight) {
    return apply(OVER_ROOT_MEAN_SQUARE, x, epsilon, x.shape(), axes, weight, null);
  }

  private static Tensor apply(
      Composite<Over> function,
      Tensor x,
      double epsilon,
      Shape grouped,
      int[] axes,
      @Nullable Tensor weight,
      @Nullable Tensor bias) {
    List<Tensor> inputs = new ArrayList<>(List.of(x));
    if (weight != null) {
      inputs.add(weight);
    }
    if (bias != null) {
      inputs.add(bias);
    }
    List<Integer> over = Arrays.stream(axes).boxed().toList();
    return function.apply(
        new Over(epsilon, grouped, over, weight != null), inputs.toArray(new Tensor[0]));
  }

  private static Tensor scaled(Tensor x, boolean hasWeight, Tensor... inputs) {
    int bias = hasWeight ? 2 : 1;
    return scaled(x, hasWeight ? inputs[1] : null, bias < inputs.length ? inputs[bias] : null);
  }

  /** Returns {@code x * weight + bias} without the parts that are not there. */
  static Tensor scaled(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias) {
    Tensor product = weight == null ? x : x.mul(weight);
    return bias == null ? product : product.add(bias);
  }

  /** Returns the values of a parameter, if there is one. */
  static @Nullable Tensor values(@Nullable Parameter parameter) {
    return parameter == null ? null : parameter.tensor();
  }

  /** Returns one number for each channel as they lie beside inputs {@code [n, channels, ...]}. */
  static @Nullable Tensor perChannel(@Nullable Parameter numbers, int rank) {
    return numbers == null ? null : perChannel(numbers.tensor(), rank);
  }

  /** Returns one number for each channel as they lie beside inputs {@code [n, channels, ...]}. */
  static Tensor perChannel(Tensor numbers, int rank) {
    long[] dims = new long[rank - 1];
    Arrays.fill(dims, 1);
    dims[0] = numbers.size(0);
    return numbers.reshape(dims);
  }
}
