package dev.jacobian.data.image;

import dev.jacobian.data.Batch;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Generator;
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
    double lambda = Mixing.beta(alpha, Generator.threadDefault());
    return new Batch(
        Mixing.blend(batch.inputs(), lambda), Mixing.blendClasses(batch, classes, lambda));
  }
}
