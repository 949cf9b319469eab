package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;

/**
 * What gives its input, as a place where another layer may stand: {@code y = x}. Any shape. PyTorch
 * equivalent: {@code torch.nn.Identity}.
 */
public final class Identity extends Module {
  /** Makes the layer. */
  public Identity() {
    super("Identity()");
  }

  @Override
  public Tensor forward(Tensor input) {
    return input;
  }
}
