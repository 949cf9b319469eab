package dev.jacobian.trainers.callback;

import dev.jacobian.nn.Parameter;
import dev.jacobian.optim.Clipping;
import dev.jacobian.shape.OptionException;
import java.util.List;

/** Scales each step's gradients down to a largest norm: see {@link Clipping#byGlobalNorm}. */
public final class GradientClipping implements GradientTransform {
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
  public void transform(List<Parameter> parameters) {
    Clipping.byGlobalNorm(parameters, maxNorm);
  }
}
