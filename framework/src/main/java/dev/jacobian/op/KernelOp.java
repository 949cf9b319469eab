package dev.jacobian.op;

import dev.jacobian.kernel.Kernel;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An op that is one kernel, with index maps, reductions, scans or sums by index: adapters and
 * compiled steps know it only by that. The last output of the kernel is the op's result, which is 0
 * where nothing is stored; those before it are reductions that the kernel reads. A kernel that
 * would read or store anything but elements of its tensors is an error before it runs.
 */
public interface KernelOp extends Op {
  /**
   * Returns the kernel.
   *
   * @param inputs shapes and types of the inputs, which are in row-major order
   * @param output shape and type of the result: what {@link #infer} gave
   */
  Kernel kernel(List<TensorSpec> inputs, TensorSpec output);

  /** Returns the input that a load reads, the one of its number unless two loads read one input. */
  default int inputOf(int load) {
    return load;
  }

  @Override
  default Lowering lower(List<TensorSpec> inputs, TensorSpec output) {
    Kernel kernel = kernel(inputs, output);
    int loads = kernel.loads().size();
    List<Integer> reads = IntStream.range(0, loads).mapToObj(this::inputOf).toList();
    KernelChecks.check(name(), kernel, reads, inputs, output);
    return new Lowering.OfKernel(kernel, reads);
  }
}
