package dev.jacobian.autograd;

import org.jspecify.annotations.Nullable;

/** What backward calls with a gradient once it is whole. */
@FunctionalInterface
public interface GradientHook {
  /**
   * Looks at a gradient.
   *
   * @return another one in its place, of the same shape, dtype and device; the same one or null to
   *     leave it
   */
  @Nullable Variable apply(Variable gradient);
}
