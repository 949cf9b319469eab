package dev.jacobian.tensor;

import org.jspecify.annotations.Nullable;

/** What backward calls with the gradient of a tensor: see {@link Tensor#registerHook}. */
@FunctionalInterface
public interface TensorHook {
  /**
   * Looks at a gradient, which it must not change in place, since other tensors may have the same
   * one. It may keep it.
   *
   * @return another gradient in its place, of the same shape, dtype and device; the same one or
   *     null to leave it
   */
  @Nullable Tensor apply(Tensor gradient);
}
