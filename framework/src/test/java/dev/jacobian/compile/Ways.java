package dev.jacobian.compile;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/**
 * The ways in which a function of tensors can be computed, by whatever serves the CPU: modules of
 * adapters run tests of these ways once more with theirs.
 */
public enum Ways {
  /** Op by op. */
  EAGER,
  /** Op by op, but composed functions as the kernels that their ops fuse to. */
  FUSED,
  /** As a captured function that is replayed. */
  COMPILED;

  /** Returns the results of a function; of a compiled one, those of its first replay. */
  public List<Tensor> run(Function<Tensor[], List<Tensor>> function, Tensor... inputs) {
    if (this != COMPILED) {
      try (Autograd.Guard fusing = Autograd.fuseFrom(this == FUSED ? 0 : Long.MAX_VALUE)) {
        return function.apply(inputs);
      }
    }
    Compiled compiled = Compiled.functions(function::apply);
    compiled.runAll(inputs);
    if (!compiled.isCompiled(inputs)) {
      throw new AssertionError("not compiled");
    }
    return compiled.runAll(inputs);
  }
}
