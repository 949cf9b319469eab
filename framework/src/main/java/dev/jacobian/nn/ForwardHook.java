package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;
import java.util.List;

/**
 * What is called when a module has computed, by {@link Module#callAll}. PyTorch equivalent: what
 * {@code register_forward_hook} takes.
 */
@FunctionalInterface
public interface ForwardHook {
  /**
   * Looks at what a module gave. In a compiled function this runs when it is captured; ops on the
   * tensors run every time.
   *
   * @param module what computed
   * @param inputs what it was given
   * @param outputs what it gave, mostly one, or what the hook before gave in its place
   * @return the outputs, or others in their place
   */
  List<Tensor> apply(Module module, List<Tensor> inputs, List<Tensor> outputs);
}
