package dev.jacobian.trainers.callback;

import dev.jacobian.nn.Parameter;
import dev.jacobian.optim.Clipping;
import dev.jacobian.shape.OptionException;
import java.util.List;

/** Limits each element of each step's gradients: see {@link Clipping#byValue}. */
public final class ValueClipping implements GradientTransform {
  private final double limit;

  /**
   * Limits the elements.
   *
   * @param limit above 0
   */
  public ValueClipping(double limit) {
    if (!(limit > 0)) {
      throw new OptionException("gradient clipping: limit " + limit, "a number above 0");
    }
    this.limit = limit;
  }

  @Override
  public void transform(List<Parameter> parameters) {
    Clipping.byValue(parameters, limit);
  }
}
