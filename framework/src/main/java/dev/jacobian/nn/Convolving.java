package dev.jacobian.nn;

import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What layers with a kernel have in common: parameters {@code weight} and {@code bias [out]}, both
 * drawn from {@code U(-1/sqrt(f), 1/sqrt(f))}, where f is the product of the weight's sizes but the
 * first.
 */
public abstract sealed class Convolving extends Module permits Conv, ConvTranspose {
  private final Parameter weight;
  private final @Nullable Parameter bias;
  private final long inChannels;
  private final long outChannels;
  private final List<Long> kernel;

  /**
   * Makes the parameters.
   *
   * @param name the layer's
   * @param kernel one number for all axes, or one for each
   * @param isTransposed whether the weight is {@code [in, out / groups, kernel...]}, not {@code
   *     [out, in / groups, kernel...]}
   */
  Convolving(
      String name,
      int axes,
      long inChannels,
      long outChannels,
      long[] kernel,
      long groups,
      boolean isTransposed,
      boolean hasBias,
      DType dtype,
      Generator generator) {
    super(name + "(" + inChannels + ", " + outChannels + ", " + Arrays.toString(kernel) + ")");
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    if (inChannels < 1 || outChannels < 1) {
      throw named(
          new OptionException("a layer without channels", "at least 1 input and 1 output channel"));
    }
    if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0) {
      throw named(
          new OptionException(
              groups + " groups", "a number that divides " + inChannels + " and " + outChannels));
    }
    require("kernel", ConvOptions.list(kernel), 1, axes);
    long[] dims = new long[axes + 2];
    dims[0] = isTransposed ? inChannels : outChannels;
    dims[1] = (isTransposed ? outChannels : inChannels) / groups;
    for (int axis = 0; axis < axes; axis++) {
      dims[axis + 2] = kernel[kernel.length == 1 ? 0 : axis];
    }
    this.kernel = Arrays.stream(dims).skip(2).boxed().toList();
    Shape shape = Shape.of(dims);
    weight = registerParameter("weight", Tensor.full(shape, 0, dtype, Device.cpu()));
    Init.kaimingUniform(weight.tensor(), Init.Fan.IN, Init.leakyReluGain(Math.sqrt(5)), generator);
    if (hasBias) {
      bias = registerParameter("bias", Tensor.full(Shape.of(outChannels), 0, dtype, Device.cpu()));
      double bound = 1 / Math.sqrt((double) shape.product(1, shape.rank()));
      Init.uniform(bias.tensor(), -bound, bound, generator);
    } else {
      bias = null;
    }
  }

  /** Checks the numbers of the axes. */
  final void require(String what, List<Long> numbers, long least, int axes) {
    boolean isInRange = numbers.stream().allMatch(number -> number >= least);
    if (!isInRange || (numbers.size() != 1 && numbers.size() != axes)) {
      throw named(
          new OptionException(
              what + " " + numbers,
              "one number, or one for each of " + axes + " axes, of at least " + least));
    }
  }

  /** Returns the weight. */
  public final Parameter weight() {
    return weight;
  }

  /** Returns the bias, {@code [out]}, or null if the layer has none. */
  public final @Nullable Parameter bias() {
    return bias;
  }

  /** Returns the channels of the input. */
  public final long inChannels() {
    return inChannels;
  }

  /** Returns the channels of the output. */
  public final long outChannels() {
    return outChannels;
  }

  /** Returns the sizes of the kernel. */
  public final List<Long> kernel() {
    return kernel;
  }

  final @Nullable Tensor biasTensor() {
    return bias == null ? null : bias.tensor();
  }

  /** Returns the weight, which is computed once if it is; the input has to have its dtype. */
  final Tensor weightFor(Tensor input) {
    Tensor kernels = weight.tensor();
    if (input.dtype() != kernels.dtype()) {
      throw named(
          new DTypeException(
              "input " + input.value().spec() + ", weight " + kernels.value().spec(),
              "an input of the weight's dtype",
              "input.to(DType." + kernels.dtype().name() + ")"));
    }
    return kernels;
  }

  static long[] array(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }
}
