package dev.jacobian.compile;

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
  /** As a captured function that is replayed. */
  COMPILED;

  /** Returns the results of a function; of a compiled one, those of its first replay. */
  public List<Tensor> run(Function<Tensor[], List<Tensor>> function, Tensor... inputs) {
    if (this == EAGER) {
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
