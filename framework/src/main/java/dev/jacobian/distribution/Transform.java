package dev.jacobian.distribution;

import dev.jacobian.tensor.Tensor;

/**
 * A function of each number that can be undone, for {@link TransformedDistribution}. PyTorch
 * equivalent: {@code torch.distributions.transforms.Transform}.
 */
public sealed interface Transform {
  /** Returns {@code y = f(x)}. */
  Tensor forward(Tensor x);

  /** Returns the x of which y is the value; infinite or NaN where there is none. */
  Tensor inverse(Tensor y);

  /** Returns {@code ln |f'(x)|}. */
  Tensor logSlope(Tensor x);

  /** Returns the cumulative distribution of y from that of x: the rest to 1 if f falls. */
  default Tensor cumulated(Tensor probability) {
    return probability;
  }

  /**
   * {@code y = loc + scale x}. PyTorch equivalent: {@code
   * torch.distributions.transforms.AffineTransform}.
   *
   * @param loc broadcasts with x
   * @param scale broadcasts with x, not 0
   */
  record Affine(Tensor loc, Tensor scale) implements Transform {
    /** Checks the parameters. */
    public Affine {
      Parameters.requireNumbers("Affine: loc", loc);
      Parameters.require("Affine: scale", scale, x -> x.abs().gt(0), "numbers other than 0", null);
    }

    @Override
    public Tensor forward(Tensor x) {
      return scale.mul(x).add(loc);
    }

    @Override
    public Tensor inverse(Tensor y) {
      return y.sub(loc).div(scale);
    }

    @Override
    public Tensor logSlope(Tensor x) {
      return Tensor.zerosLike(x).add(scale.abs().log());
    }

    @Override
    public Tensor cumulated(Tensor probability) {
      return scale.lt(0).where(probability.neg().add(1), probability);
    }
  }

  /** {@code y = e^x}. PyTorch equivalent: {@code torch.distributions.transforms.ExpTransform}. */
  record Exp() implements Transform {
    @Override
    public Tensor forward(Tensor x) {
      return x.exp();
    }

    @Override
    public Tensor inverse(Tensor y) {
      return y.log();
    }

    @Override
    public Tensor logSlope(Tensor x) {
      return x;
    }
  }

  /**
   * {@code y = 1 / (1 + e^-x)}. PyTorch equivalent: {@code
   * torch.distributions.transforms.SigmoidTransform}.
   */
  record Sigmoid() implements Transform {
    @Override
    public Tensor forward(Tensor x) {
      return x.sigmoid();
    }

    @Override
    public Tensor inverse(Tensor y) {
      return y.logit();
    }

    @Override
    public Tensor logSlope(Tensor x) {
      return x.logSigmoid().add(x.neg().logSigmoid());
    }
  }

  /**
   * {@code y = tanh(x)}, which keeps actions within bounds. PyTorch equivalent: {@code
   * torch.distributions.transforms.TanhTransform}.
   */
  record Tanh() implements Transform {
    @Override
    public Tensor forward(Tensor x) {
      return x.tanh();
    }

    @Override
    public Tensor inverse(Tensor y) {
      return y.atanh();
    }

    /** Returns {@code ln(1 - tanh(x)^2)} in a form that does not round to the logarithm of 0. */
    @Override
    public Tensor logSlope(Tensor x) {
      return x.add(x.mul(-2).softplus()).sub(Math.log(2)).mul(-2);
    }
  }
}
