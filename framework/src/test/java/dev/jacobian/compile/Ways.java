package dev.jacobian.compile;

import dev.jacobian.device.Backend;
import dev.jacobian.device.CpuBackends;
import dev.jacobian.device.Device;
import dev.jacobian.device.nd4j.Nd4jCpu;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The ways in which a function of tensors can be computed: on each adapter, eagerly or compiled.
 */
public enum Ways {
  /** Op by op, by the CPU's own backend. */
  EAGER,
  /** As a captured function that is replayed. */
  COMPILED,
  /** Op by op, by ND4J. */
  EAGER_ND4J,
  /** As a captured function, by ND4J. */
  COMPILED_ND4J;

  private boolean isCompiled() {
    return this == COMPILED || this == COMPILED_ND4J;
  }

  /** Returns what an action gives on this way's adapter; its tensors are used in it only. */
  public <T> T on(Supplier<T> action) {
    boolean isNd4j = this == EAGER_ND4J || this == COMPILED_ND4J;
    Backend backend = isNd4j ? Nd4jCpu.backend() : Device.cpu().backend();
    return CpuBackends.with(backend, action);
  }

  /** Returns the results of a function; of a compiled one, those of its first replay. */
  public List<Tensor> run(Function<Tensor[], List<Tensor>> function, Tensor... inputs) {
    if (!isCompiled()) {
      return function.apply(inputs);
    }
    Compiled compiled = Compiled.functions(function::apply);
    compiled.runAll(inputs);
    if (!compiled.isCompiled(inputs)) {
      throw new AssertionError("not compiled");
    }
    return compiled.runAll(inputs);
  }
}
