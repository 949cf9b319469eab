package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;
import java.util.List;

/**
 * What is called before a module computes, by {@link Module#callAll}. PyTorch equivalent: what
 * {@code register_forward_pre_hook} takes.
 */
@FunctionalInterface
public interface ForwardPreHook {
  /**
   * Looks at what a module is given. In a compiled function this runs when it is captured; ops on
   * the tensors run every time.
   *
   * @param module what will compute
   * @param inputs what it was called with, or what the hook before gave in its place
   * @return the inputs, or others in their place
   */
  List<Tensor> apply(Module module, List<Tensor> inputs);
}
