package dev.jacobian.data.image;

import dev.jacobian.data.Batch;
import dev.jacobian.device.RandomState;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Mixes each row of a batch with the one before it: {@code lambda x[i] + (1 - lambda) x[i - 1]},
 * with one lambda from Beta(alpha, alpha) for the batch, and its class likewise, which becomes
 * probabilities {@code [n, classes]} for {@code CrossEntropyLoss}. For {@code TransformedDataset};
 * a loader that shuffles makes the neighbours random. Source: Zhang et al., "mixup: beyond
 * empirical risk minimization", ICLR 2018. PyTorch equivalent: {@code
 * torchvision.transforms.v2.MixUp}.
 *
 * @param classes how many there are
 * @param alpha how much is mixed: near 0 hardly anything, 1 evenly
 */
public record Mixup(@Option(min = 2) int classes, @Option(above = 0) double alpha)
    implements UnaryOperator<Batch> {
  /**
   * Checks both.
   *
   * @throws dev.jacobian.shape.OptionException if one is out of range
   */
  public Mixup {
    OptionRanges.require(Mixup.class, classes, alpha);
  }

  @Override
  public Batch apply(Batch batch) {
    // The logarithms of two gamma variables: these may be smaller than any double.
    Generator generator = Generator.threadDefault();
    double first = logGamma(generator);
    double lambda = 1 / (1 + Math.exp(first - logGamma(generator)));
    Tensor hot = batch.targets().oneHot(classes).to(batch.inputs().dtype());
    return new Batch(mixed(batch.inputs(), lambda), mixed(hot, lambda));
  }

  private static Tensor mixed(Tensor rows, double lambda) {
    return rows.mul(lambda).add(rows.roll(1, 0).mul(1 - lambda));
  }

  /**
   * Draws the logarithm of a number from Gamma(alpha, 1). Source: Marsaglia and Tsang, "A simple
   * method for generating gamma variables", 2000.
   */
  private double logGamma(Generator generator) {
    double d = alpha + 1 - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      RandomState drawn = generator.take(2);
      double normal = drawn.normal(0);
      double v = Math.pow(1 + c * normal, 3);
      double u = 1 - drawn.uniformDouble(1);
      if (v > 0 && Math.log(u) < normal * normal / 2 + d - d * v + d * Math.log(v)) {
        // Gamma(alpha) is Gamma(alpha + 1) times U^(1 / alpha).
        return Math.log(d * v) + Math.log(1 - generator.take(1).uniformDouble(0)) / alpha;
      }
    }
  }
}
