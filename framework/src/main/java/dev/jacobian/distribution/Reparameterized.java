package dev.jacobian.distribution;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * A distribution whose draws are a function of its parameters and of numbers that have none, so
 * that gradients flow into the parameters. Source: Kingma and Welling, ICLR 2014; for gamma, beta,
 * Dirichlet and t-distributions Figurnov, Mohamed and Mnih, NeurIPS 2018, with first gradients
 * only.
 */
public sealed interface Reparameterized extends Distribution
    permits Beta,
        Cauchy,
        Derived,
        Dirichlet,
        ExpRelaxedCategorical,
        Exponential,
        Gamma,
        Gumbel,
        Half,
        Laplace,
        LogitRelaxedBernoulli,
        MultivariateNormal,
        Normal,
        OneHotCategorical,
        Pareto,
        StudentT,
        TransformedDistribution,
        Uniform,
        Weibull {

  /** Returns draws with a gradient: see {@link #sample(Generator, long...)}. */
  Tensor rsample(Generator generator, long... shape);

  /** {@link #rsample(Generator, long...)} with the thread's default generator. */
  default Tensor rsample(long... shape) {
    return rsample(Generator.threadDefault(), shape);
  }

  @Override
  default Tensor sample(Generator generator, long... shape) {
    try (Autograd.Guard guard = Autograd.noGrad()) {
      return rsample(generator, shape).detach();
    }
  }
}
