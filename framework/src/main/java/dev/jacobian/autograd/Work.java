package dev.jacobian.autograd;

import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * What an op or a compiled kernel does, apart from its values.
 *
 * @param name the op's name, or the kernel's
 * @param inputs the tensors that are read
 * @param outputs the tensors that are written
 * @param bytes the bytes that have to be read and written at least, if nothing is in a cache
 */
public record Work(String name, List<TensorSpec> inputs, List<TensorSpec> outputs, long bytes) {
  /** Copies the lists. */
  public Work {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Returns work that reads all of its inputs and writes all of its outputs once. */
  public static Work of(String name, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    long bytes = 0;
    for (TensorSpec input : inputs) {
      bytes += input.byteSize();
    }
    for (TensorSpec output : outputs) {
      bytes += output.byteSize();
    }
    return new Work(name, inputs, outputs, bytes);
  }
}
