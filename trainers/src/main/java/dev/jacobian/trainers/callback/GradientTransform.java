package dev.jacobian.trainers.callback;

import dev.jacobian.nn.Parameter;
import java.util.List;

/**
 * A callback that changes each step's gradients in place, such as {@link GradientClipping}. It is
 * part of the step: a compiled step repeats its ops without calling it again, until one of its
 * fields changes. So it computes with tensors only and reads no values into Java.
 */
public interface GradientTransform extends Callback {
  /**
   * Changes gradients that are complete, before the weights change.
   *
   * @param parameters the model's parameters with their gradients
   */
  void transform(List<Parameter> parameters);
}
