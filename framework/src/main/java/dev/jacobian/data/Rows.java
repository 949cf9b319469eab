package dev.jacobian.data;

import dev.jacobian.device.DataChecks;
import dev.jacobian.device.Device;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Tensor;

/**
 * Rows of one shape and type in a Java array, from which batches are made. Immutable, and safe for
 * use by threads.
 *
 * <p>How: a batch of short rows is one pass that copies them side by side into an array that is
 * used again and again, and one upload. There is no object per row, and no native index tensor.
 */
final class Rows {
  private final Object values;
  private final TensorSpec spec;
  private final int rowSize;
  private final ScratchArrays scratch;

  /**
   * Makes rows over an array that nobody else changes.
   *
   * @param values of the Java type of the dtype, in row-major order
   * @param spec {@code [n, ...]}
   */
  Rows(Object values, TensorSpec spec) {
    this.values = values;
    this.spec = spec;
    this.scratch = new ScratchArrays(spec.dtype());
    this.rowSize = (int) spec.shape().product(1, spec.shape().rank());
  }

  /**
   * Copies a tensor's values.
   *
   * @param part what the tensor is, for the error
   */
  static Rows copyOf(String part, Tensor tensor) {
    if (tensor.shape().rank() == 0) {
      throw new DataException(
          "the " + part + " of a data set are a scalar", "a tensor [n, ...] with a row per sample");
    }
    Object array = JavaArrays.allocate(tensor.dtype(), tensor.size());
    tensor.variable().operand().download(array, 0);
    return new Rows(array, tensor.variable().spec());
  }

  long count() {
    return spec.shape().dim(0);
  }

  TensorSpec spec() {
    return spec;
  }

  /** Returns the rows with these indices as a new tensor on the CPU. */
  Tensor gather(long[] indices) {
    DataChecks.requireInside("gather", indices, indices.length, 0, count());
    Shape shape = spec.shape().withDim(0, indices.length);
    Object gathered = scratch.take(shape.size());
    copyRows(indices, gathered);
    Tensor rows = Creation.upload(gathered, 0, new TensorSpec(shape, spec.dtype()), Device.cpu());
    scratch.give(gathered);
    return rows;
  }

  private void copyRows(long[] indices, Object to) {
    // The element type is spelled out for the common cases: the compiler turns a copy between
    // arrays of a known type
    // into a few moves, one between Objects into a call.
    if (values instanceof float[] from && to instanceof float[] floats) {
      if (rowSize == 1) {
        for (int i = 0; i < indices.length; i++) {
          floats[i] = from[(int) indices[i]];
        }
      } else {
        touch(from, indices, floats);
        for (int i = 0; i < indices.length; i++) {
          System.arraycopy(from, (int) indices[i] * rowSize, floats, i * rowSize, rowSize);
        }
      }
    } else if (values instanceof long[] from && to instanceof long[] longs && rowSize == 1) {
      for (int i = 0; i < indices.length; i++) {
        longs[i] = from[(int) indices[i]];
      }
    } else {
      for (int i = 0; i < indices.length; i++) {
        System.arraycopy(values, (int) indices[i] * rowSize, to, i * rowSize, rowSize);
      }
    }
  }

  /**
   * Reads an element of each row's both ends. Rows in random order lie in memory that no cache
   * holds; here the processor waits for many of them at a time, in the copying loop for one after
   * another.
   *
   * @param sink is written, so that the reads are not removed; overwritten later
   */
  private void touch(float[] from, long[] indices, float[] sink) {
    if (rowSize == 0 || indices.length == 0) {
      return;
    }
    float sum = 0;
    for (long index : indices) {
      int start = (int) index * rowSize;
      sum += from[start] + from[start + rowSize - 1];
    }
    sink[0] = sum;
  }
}
