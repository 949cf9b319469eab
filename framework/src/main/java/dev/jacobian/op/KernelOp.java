package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * An op that is one kernel, with index maps, reductions, scans or sums by index: adapters and
 * compiled steps know it only by that. The last output of the kernel is the op's result, which is 0
 * where nothing is stored; those before it are reductions that the kernel reads.
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
  default void execute(Backend backend, Operand[] inputs, Operand output) {
    Kernel kernel = kernel(specs(inputs), output.spec());
    try (MemoryScope scope = MemoryScope.open()) {
      Operand[] read = new Operand[kernel.loads().size()];
      for (int load = 0; load < read.length; load++) {
        read[load] = inputs[inputOf(load)];
      }
      List<Operand> outputs = new ArrayList<>();
      for (TensorSpec spec : scratch(kernel)) {
        outputs.add(new Operand(backend.memory().allocate(spec), spec.shape()));
      }
      outputs.add(output.as(resultShape(kernel, output.spec())));
      prepare(kernel, backend, whole -> backend.prepare(whole, part -> null))
          .run(read, new double[0], outputs.toArray(Operand[]::new));
    }
  }

  private static List<TensorSpec> specs(Operand[] operands) {
    List<TensorSpec> specs = new ArrayList<>();
    for (Operand operand : operands) {
      specs.add(operand.spec());
    }
    return specs;
  }

  /** Returns shapes and types of the outputs before the result, which need memory for a run. */
  static List<TensorSpec> scratch(Kernel kernel) {
    List<TensorSpec> specs = new ArrayList<>();
    for (int i = 0; i < kernel.outputs().size() - 1; i++) {
      specs.add(kernel.outputSpec(i));
    }
    return specs;
  }

  /**
   * Returns the shape in which the kernel sees the result: that of its last output, whose axes may
   * be others than the op's.
   */
  static Shape resultShape(Kernel kernel, TensorSpec result) {
    Output last = kernel.outputs().get(kernel.outputs().size() - 1);
    boolean isFree =
        last.store() instanceof Store.ScatterAdd
            || (last.store() instanceof Store.Map && !last.isWhole(kernel.space()));
    Shape shape = isFree ? result.shape() : last.shape(kernel.space());
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
   * Makes the kernel of such an op ready.
   *
   * @param preparing one of {@link Backend}'s ways to make a kernel ready
   */
  static PreparedKernel prepare(
      Kernel kernel, Backend backend, Function<Kernel, PreparedKernel> preparing) {
    PreparedKernel prepared = preparing.apply(kernel);
    Output result = kernel.outputs().get(kernel.outputs().size() - 1);
    boolean storesAll =
        result.isWhole(kernel.space())
            || !(result.store() instanceof Store.Map || result.store() instanceof Store.ScatterAdd);
    if (storesAll) {
      return prepared;
    }
    return (inputs, parameters, outputs) -> {
      backend.fill(outputs[outputs.length - 1], 0);
      prepared.runHeld(inputs, parameters, outputs);
    };
  }
}
