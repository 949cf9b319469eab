package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What a device does to compute an op for inputs of known shapes and types. */
public sealed interface Lowering {

  /**
   * A kernel. Its last output is the result, which is 0 where nothing is stored; those before it
   * are reductions that the kernel reads.
   *
   * @param kernel what is computed
   * @param reads which of the op's inputs each load reads
   */
  record OfKernel(Kernel kernel, List<Integer> reads) implements Lowering {
    /** Copies the list. */
    public OfKernel {
      reads = List.copyOf(reads);
    }

    /** Makes a kernel of which each load reads the input of its number. */
    public OfKernel(Kernel kernel) {
      this(kernel, IntStream.range(0, kernel.loads().size()).boxed().toList());
    }

    private Output last() {
      return kernel.outputs().get(kernel.outputs().size() - 1);
    }

    /** Returns whether some elements of the result may have no value of the kernel's. */
    private boolean leavesElements(TensorSpec result) {
      Output last = last();
      boolean isWhole =
          last.isWhole(kernel.space()) && kernel.space().size() == result.shape().size();
      return !isWhole
          && (last.store() instanceof Store.Map || last.store() instanceof Store.ScatterAdd);
    }

    /** Returns shapes and types of the outputs before the result, which need memory for a run. */
    public List<TensorSpec> scratch() {
      List<TensorSpec> specs = new ArrayList<>();
      for (int i = 0; i < kernel.outputs().size() - 1; i++) {
        specs.add(kernel.outputSpec(i));
      }
      return specs;
    }

    /**
     * Returns the shape in which the kernel sees the result, whose axes may be others than the
     * op's.
     *
     * @param result the op's result
     */
    public Shape resultShape(TensorSpec result) {
      Output last = last();
      Shape shape = leavesElements(result) ? result.shape() : last.shape(kernel.space());
      if (shape.size() != result.shape().size() || last.dtype() != result.dtype()) {
        throw new IllegalArgumentException(
            "a kernel gives "
                + new TensorSpec(shape, last.dtype())
                + ", and infer "
                + result
                + "; expected as many elements of one type");
      }
      return shape;
    }

    /**
     * Makes the kernel ready to run; where it stores nothing, the result becomes 0.
     *
     * @param result the op's result
     */
    public PreparedKernel prepare(Backend backend, TensorSpec result) {
      PreparedKernel prepared = backend.prepare(kernel);
      if (!leavesElements(result)) {
        return prepared;
      }
      PreparedKernel zeros = backend.prepare(Kernel.filled(result, 0));
      return (inputs, parameters, outputs) -> {
        zeros.runHeld(new Operand[0], new double[0], new Operand[] {outputs[outputs.length - 1]});
        prepared.runHeld(inputs, parameters, outputs);
      };
    }
  }

  /** A call of the device. */
  sealed interface Direct extends Lowering {
    /**
     * Computes the result.
     *
     * @param inputs all on the backend's device; packed, but for an op that takes layouts
     * @param output of the inferred shape and type, packed
     */
    void run(Backend backend, Operand[] inputs, Operand output);
  }

  /**
   * A matrix product {@code op(a) op(b)}.
   *
   * @param transposeA whether the last two axes of a are exchanged
   * @param transposeB whether the last two axes of b are exchanged
   */
  record OfProduct(boolean transposeA, boolean transposeB) implements Direct {
    @Override
    public void run(Backend backend, Operand[] inputs, Operand output) {
      backend.matmul(inputs[0], transposeA, inputs[1], transposeB, output);
    }
  }

  /** Something else, which the compiler does not look into: copies, random numbers. */
  @FunctionalInterface
  non-sealed interface OfCall extends Direct {}

  /**
   * Several products and kernels of the device, one after another. It keeps the kernels that it has
   * made ready, so it is kept for the next call with the same shapes and types.
   */
  non-sealed interface OfCalls extends Direct {}
}
