package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What backward calls when the gradients of what a module gave are whole; see {@link
 * Module#addFullBackwardPreHook}. PyTorch equivalent: what {@code register_full_backward_pre_hook}
 * takes.
 */
@FunctionalInterface
public interface FullBackwardPreHook {
  /**
   * Looks at the gradients of a module's outputs, which it must not change in place. In a compiled
   * function this runs when it is captured; ops on the tensors run every time.
   *
   * @param module what had computed
   * @param gradOutputs one for each output, of its shape; null where backward brings none
   * @return others in their place; null to leave them
   */
  @Nullable List<@Nullable Tensor> apply(Module module, List<@Nullable Tensor> gradOutputs);
}
