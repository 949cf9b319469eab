package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Composite;
import dev.jacobian.tensor.Tensor;

/**
 * A loss of predictions and targets of one shape that are compared element by element.
 *
 * @param <S> the loss's options
 */
abstract class ElementwiseLoss<S> implements Loss {
  private final Composite<S> function;
  private final S options;
  private final Reduction reduction;

  /**
   * Makes a loss.
   *
   * @param function gives the loss of predictions and targets, reduced; it has the loss's name
   */
  ElementwiseLoss(Composite<S> function, S options, Reduction reduction) {
    this.function = function;
    this.options = options;
    this.reduction = reduction;
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.jacobian.shape.ShapeException if the shapes differ
   * @throws dev.jacobian.shape.DTypeException if the dtypes differ or are not floating point
   * @throws dev.jacobian.shape.DataException if the mean of no element is asked for
   */
  @Override
  public final Tensor forward(Tensor prediction, Tensor target) {
    LossInputs.requireAlike(function.name(), reduction, prediction, target);
    try (Autograd.Guard layer = Autograd.inLayer(function.name())) {
      return function.apply(options, prediction, target);
    }
  }

  @Override
  public final Reduction reduction() {
    return reduction;
  }
}
