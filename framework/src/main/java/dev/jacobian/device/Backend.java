package dev.jacobian.device;

import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.shape.DType;
import org.jspecify.annotations.Nullable;

/**
 * The kernels that an adapter runs on one device. Arguments have been checked when they arrive:
 * shapes and types fit, axes are in range and not negative, all operands are on this device,
 * outputs overlap no input unless the method says so. Arrays may have zero elements. A method
 * returns when its result may be read by the next call on this backend.
 *
 * <p>Operands are {@link Operand#isPacked packed} unless the method says that it takes any layout.
 */
public interface Backend {

  /** Returns the device that this backend computes on. */
  Device device();

  /** Returns one line that names the library and processor behind this backend, for reports. */
  String description();

  /** Returns the memory that this backend's storage comes from. */
  MemoryPool memory();

  /** Returns the count of what was moved between the JVM and this device. */
  TransferCounter transfers();

  /** Returns whether kernels take row-major operands that begin inside of a storage. */
  default boolean takesOffsets() {
    return false;
  }

  /**
   * Does parts of a computation that need nothing of each other, at the same time if this device
   * has threads for that. A part may use this backend; it finds no memory scope of the caller's.
   */
  default void inParts(int parts, PartTask task) {
    for (int part = 0; part < parts; part++) {
      task.run(part);
    }
  }

  /**
   * Says what this thread asks for from now on, for errors that a device finds when the call is
   * long over.
   *
   * @param work whose name is asked for only if it is needed; null after the last of these calls
   * @param part of the program that it belongs to, such as a layer, whose {@code toString} names
   *     it; null if there is none
   */
  default void announce(@Nullable Named work, @Nullable Object part) {}

  /** Makes the place where a program's calls on this backend may be collected. */
  default Sequence sequence() {
    return Sequence.DIRECT;
  }

  /**
   * Multiplies matrices, which may have any layout: {@code output = alpha op(a) op(b) + beta
   * output} where {@code op} transposes the last two axes if asked to.
   *
   * @param alpha factor of the product
   * @param a {@code [m, k]}, {@code [batch, m, k]} or {@code [outer, batch, m, k]} (last two
   *     exchanged if {@code transposeA})
   * @param b {@code [k, n]}, {@code [batch, k, n]} or {@code [outer, batch, k, n]} (last two
   *     exchanged if {@code transposeB}); same rank as a
   * @param beta factor of what the output holds, which is not read if this is 0
   * @param output {@code [m, n]}, {@code [batch, m, n]} or {@code [outer, batch, m, n]}, packed
   */
  void matmul(
      double alpha,
      Operand a,
      boolean transposeA,
      Operand b,
      boolean transposeB,
      double beta,
      Operand output);

  /** Computes {@code output = op(a) op(b)}: see the general form. */
  default void matmul(
      Operand a, boolean transposeA, Operand b, boolean transposeB, Operand output) {
    matmul(1, a, transposeA, b, transposeB, 0, output);
  }

  /**
   * Computes one part of a convolution from the two others: {@code output[n, o, w] = sum over c and
   * k of weight[o, c, k] input[n, c of o's group, w * stride + k * dilation - padding]}, or the sum
   * of the same products that an element of the input, or of the weight, takes part in.
   *
   * @param result the part that is computed
   * @param input {@code [n, groups * c, sizes...]}
   * @param weight {@code [outChannels, c, kernel sizes...]}, with outChannels a multiple of groups
   * @param output {@code [n, outChannels, numbers of windows...]}
   */
  default void convolve(
      ConvolutionShape shape,
      ConvolutionPart result,
      Operand input,
      Operand weight,
      Operand output) {
    TapConvolution.run(this, shape, result, input, weight, output);
  }

  /**
   * Computes a function of each matrix in the last two axes of the inputs, in float64 whatever
   * their type.
   *
   * @param inputs floating point, with equal leading axes and the sizes that the function names
   * @param output of the same leading axes
   * @throws dev.jacobian.shape.NumericException if a matrix has no result: it is singular, not
   *     positive definite, or has an element that is not finite
   */
  void apply(MatrixFunction function, Operand[] inputs, Operand output);

  /**
   * Makes a kernel ready that computes several results in one pass. What can be worked out from
   * shapes is worked out here, so that a run costs nothing but its work. An adapter that can run
   * compiled code compiles it once for all kernels of the same form.
   */
  PreparedKernel prepare(Kernel kernel);

  /**
   * Fills with pseudo-random numbers as {@link RandomState} defines them: element i is made from
   * position {@code i} of the state, whatever the number of threads.
   *
   * @param output floating point
   */
  void random(RandomKind distribution, RandomState state, Operand output);

  /**
   * Copies all elements in row-major order, so that axes can be reordered, ranges read and written,
   * and elements repeated; takes any layout.
   *
   * @param input of the output's type and shape; where both follow row-major order without gaps,
   *     its shape may be another of the same size
   * @param output of which no element stands at several positions; its other elements stay
   */
  void copy(Operand input, Operand output);

  /**
   * Copies entries along an axis to the places that indices name, in their order, so that of
   * several for one place the last one stands; other entries stay.
   *
   * @param input as many entries as there are indices, packed
   * @param indices int64 of rank 1, packed
   * @param output of the input's type, packed, and no part of its memory
   * @throws dev.jacobian.shape.DataException if an index is outside the axis; nothing has changed
   *     then
   */
  default void put(Operand input, int axis, Operand indices, Operand output) {
    int count = Math.toIntExact(indices.shape().size());
    long[] places = new long[count];
    indices.download(places, 0);
    DataChecks.requireInside("indexPut", places, count, axis, output.shape().dim(axis));
    for (int i = 0; i < count; i++) {
      copy(
          input.at(input.layout().slice(axis, i, 1, 1)),
          output.at(output.layout().slice(axis, places[i], 1, 1)));
    }
  }

  /**
   * Copies from another backend's memory to this one's, if the two can do that without the JVM.
   *
   * @param input packed, of another backend
   * @param output packed, of the input's type and shape
   * @return false if they cannot, and nothing was done
   */
  default boolean copyFromPeer(Operand input, Operand output) {
    return false;
  }

  /** Returns how exact this backend's products in float32 are. */
  default MatmulPrecision float32MatmulPrecision() {
    return MatmulPrecision.HIGHEST;
  }

  /**
   * Says how exact products in float32 have to be from now on, for all threads; a backend that is
   * no faster by less stays as exact as it is.
   */
  default void setFloat32MatmulPrecision(MatmulPrecision precision) {}

  /** Returns when all that this backend was asked for is done. */
  default void synchronize() {}

  /**
   * Copies from a Java array to the device.
   *
   * @param array of the Java type of the output: {@code float[]}, {@code double[]}, {@code int[]},
   *     {@code long[]} or {@code boolean[]}
   * @param offset index of the first element that is read
   */
  void upload(Object array, int offset, Operand output);

  /**
   * Begins to copy Java arrays to the device, while it goes on with what it was asked for before.
   * The arrays may change once this returns. The outputs are neither used nor released before
   * {@link Arrival#order}. A device that shares the memory of the JVM has nothing to send, and
   * uploads.
   *
   * @param arrays as {@link #upload} takes them
   * @param outputs one for each array, of its length
   */
  default Arrival send(Object[] arrays, Operand[] outputs) {
    for (int i = 0; i < arrays.length; i++) {
      upload(arrays[i], 0, outputs[i]);
    }
    return Arrival.HERE;
  }

  /**
   * Copies from the device to a Java array.
   *
   * @param array of the Java type of the input, as in {@link #upload}
   * @param offset index of the first element that is written
   */
  void download(Operand input, Object array, int offset);

  /**
   * Allocates memory for the pool; contents are undefined.
   *
   * @throws dev.jacobian.shape.MemoryException if the device has none left
   */
  Block allocate(DType dtype, long capacity);

  /**
   * Gives the memory of blocks that were freed back to the system, where what allocates them keeps
   * it; called by the pool after it has freed much.
   */
  default void releaseFreed() {}
}
