package dev.jacobian.trainers.callback;

/**
 * A callback that looks at each step's gradients. It may do whatever it likes, such as logging
 * their norms, so a run that has one cannot compile its training steps. What only changes gradients
 * by tensor ops is better a {@link GradientTransform}.
 */
public interface GradientListener extends Callback {
  /** Called when a step's gradients are complete and the weights have not changed yet. */
  void gradientsReady(GradientsReady event);
}
