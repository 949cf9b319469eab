package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What backward calls when the gradients of what a module was given are whole; see {@link
 * Module#addFullBackwardHook}. PyTorch equivalent: what {@code register_full_backward_hook} takes.
 */
@FunctionalInterface
public interface FullBackwardHook {
  /**
   * Looks at the gradients of a module's inputs and outputs, which it must not change in place. In
   * a compiled function this runs when it is captured; ops on the tensors run every time.
   *
   * @param module what had computed
   * @param gradInputs one for each input, of its shape; null where backward brings none, as for an
   *     input that requires none
   * @param gradOutputs one for each output, of its shape; null where backward brings none
   * @return others in the place of the inputs' gradients; null to leave them
   */
  @Nullable List<@Nullable Tensor> apply(
      Module module, List<@Nullable Tensor> gradInputs, List<@Nullable Tensor> gradOutputs);
}
