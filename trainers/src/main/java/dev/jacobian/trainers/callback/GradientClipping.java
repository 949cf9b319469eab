package dev.jacobian.trainers.callback;

import dev.jacobian.optim.Clipping;
import dev.jacobian.shape.OptionException;

/** Scales each step's gradients down to a largest norm: see {@link Clipping#byGlobalNorm}. */
public final class GradientClipping implements Callback {
  private final double maxNorm;

  /**
   * Limits the norm.
   *
   * @param maxNorm above 0
   */
  public GradientClipping(double maxNorm) {
    if (!(maxNorm > 0)) {
      throw new OptionException("gradient clipping: maximum norm " + maxNorm, "a number above 0");
    }
    this.maxNorm = maxNorm;
  }

  @Override
  public void gradientsReady(GradientsReady event) {
    Clipping.byGlobalNorm(event.parameters(), maxNorm);
  }
}
