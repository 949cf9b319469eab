package dev.jacobian.device;

import dev.jacobian.expr.Expr;
import dev.jacobian.expr.Parameters;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Runs a fused kernel by a backend's single calls: one for each result, two for a reduced one. */
final class UnfusedKernel implements PreparedKernel {
  private final Backend backend;
  private final FusedKernel kernel;

  UnfusedKernel(Backend backend, FusedKernel kernel) {
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
    if (kernel.results().size() == 1 && kernel.results().get(0).reduction() == null) {
      Expr value = Parameters.bind(kernel.results().get(0).value(), parameters);
      backend.elementwise(value, shaped, outputs[0].as(kernel.space()));
      return;
    }
    try (MemoryScope scope = MemoryScope.open()) {
      List<Operand> values = new ArrayList<>();
      for (FusedKernel.Result result : kernel.results()) {
        Expr value = Parameters.bind(result.value(), parameters);
        Operand target = allocate(new TensorSpec(kernel.space(), value.dtype()));
        backend.elementwise(value, shaped, target);
        values.add(target);
      }
      // All inputs have been read: an output may be one of them.
      for (int i = 0; i < outputs.length; i++) {
        finish(kernel.results().get(i), values.get(i), outputs[i]);
      }
    }
  }

  private void finish(FusedKernel.Result result, Operand value, Operand output) {
    if (result.reduction() == null) {
      backend.copy(value, output);
    } else {
      int[] axes = result.axes().stream().mapToInt(Integer::intValue).toArray();
      backend.reduce(result.reduction(), value, axes, output);
    }
  }

  private Operand allocate(TensorSpec spec) {
    return new Operand(backend.memory().allocate(spec), spec.shape());
  }
}
