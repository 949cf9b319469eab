package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;
import java.util.Locale;

/**
 * Gaussian error linear unit: {@code y = x * Phi(x)}, with the exact distribution function or an
 * approximation. Any shape. Source: Hendrycks and Gimpel, 2016. PyTorch equivalent: {@code
 * torch.nn.GELU}.
 */
public final class GELU extends Module {
  private final Approximation approximation;

  /** How the distribution function is computed. PyTorch's {@code approximate}. */
  public enum Approximation {
    /** By the error function, exactly. */
    NONE,
    /** By a hyperbolic tangent, as GPT-2 does. */
    TANH
  }

  /** Makes the activation with the exact distribution function. */
  public GELU() {
    super("GELU()");
    approximation = Approximation.NONE;
  }

  /** Makes the activation. */
  public GELU(Approximation approximation) {
    super("GELU(" + approximation.name().toLowerCase(Locale.ROOT) + ")");
    this.approximation = approximation;
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return approximation == Approximation.NONE ? input.gelu() : input.geluTanh();
    }
  }
}
