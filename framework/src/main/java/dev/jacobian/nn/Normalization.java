package dev.jacobian.nn;

import dev.jacobian.tensor.Moments;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What layers that normalise have in common. */
final class Normalization {
  private Normalization() {}

  /** Returns {@code x / sqrt(square + epsilon)}. */
  static Tensor overRoot(Tensor x, Tensor square, double epsilon) {
    Tensor safe = square.add(epsilon);
    // Not 1 / root: a square that is too large for the type gives NaN, not zeros.
    return x.mul(safe.sqrt().div(safe));
  }

  /** Returns {@code (x - mean(x)) / sqrt(var(x) + epsilon)} over some axes. */
  static Tensor standardized(Tensor x, double epsilon, int... axes) {
    Tensor deviation = Moments.deviation(x, axes);
    return overRoot(deviation, deviation.square().mean(true, axes), epsilon);
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
