package dev.jacobian.op;

import dev.jacobian.device.Named;

/**
 * What the tape knows of a function: its gradient, and which values that reads. Every {@link Op} is
 * one; a function of several ops may be one too.
 */
public interface Differentiable extends Named {

  /**
   * Returns the gradient with respect to one input, built from other ops. Its shape is the output's
   * or the input's; where the input was broadcast, the caller sums it back.
   *
   * @param index which input; one for which {@link #isDifferentiable} holds
   */
  Value gradient(int index, GradientContext context);

  /** Returns whether the result depends smoothly on an input, so that a gradient exists. */
  default boolean isDifferentiable(int index) {
    return true;
  }

  /**
   * Returns whether the gradient with respect to one input reads the values of another (or the
   * same) input, which are then kept for it.
   *
   * @param input whose values
   * @param gradient with respect to which input
   */
  default boolean usesInput(int input, int gradient) {
    return false;
  }

  /**
   * Returns whether the gradient with respect to an input reads the values of the output, which are
   * then kept.
   */
  default boolean usesOutput(int gradient) {
    return false;
  }
}
