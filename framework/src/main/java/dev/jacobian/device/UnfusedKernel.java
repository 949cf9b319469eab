package dev.jacobian.device;

import dev.jacobian.expr.Expr;
import dev.jacobian.expr.Leaves;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Runs a fused kernel by a backend's single calls: one for each result, two for a reduced one. */
final class UnfusedKernel implements PreparedKernel {
  private final Backend backend;
  private final Kernel kernel;

  UnfusedKernel(Backend backend, Kernel kernel) {
    this.backend = backend;
    this.kernel = kernel;
  }

  @Override
  public void runHeld(Operand[] inputs, double[] parameters, Operand[] outputs) {
    Operand[] shaped = inputs.clone();
    for (int i = 0; i < shaped.length; i++) {
      // In row-major order, whatever its axes are.
      if (shaped[i].shape().size() == kernel.space().size()) {
        shaped[i] = shaped[i].as(kernel.space());
      }
    }
    if (kernel.outputs().size() == 1 && kernel.outputs().get(0).isWhole(kernel.space())) {
      Expr value = Leaves.bind(kernel.outputs().get(0).value(), parameters);
      backend.elementwise(value, shaped, outputs[0].as(kernel.space()));
      return;
    }
    try (MemoryScope scope = MemoryScope.open()) {
      List<Operand> values = new ArrayList<>();
      for (Output output : kernel.outputs()) {
        Expr value = Leaves.bind(output.value(), parameters);
        Operand target = allocate(new TensorSpec(kernel.space(), value.dtype()));
        backend.elementwise(value, shaped, target);
        values.add(target);
      }
      // All inputs have been read: an output may be one of them.
      for (int i = 0; i < outputs.length; i++) {
        finish(kernel.outputs().get(i), values.get(i), outputs[i]);
      }
    }
  }

  private void finish(Output result, Operand value, Operand output) {
    if (result.store() instanceof Store.Reduce reduce) {
      int[] axes = reduce.axes().stream().mapToInt(Integer::intValue).toArray();
      backend.reduce(reduce.reduction(), value, axes, output);
    } else {
      backend.copy(value, output);
    }
  }

  private Operand allocate(TensorSpec spec) {
    return new Operand(backend.memory().allocate(spec), spec.shape());
  }
}
