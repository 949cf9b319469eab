package dev.jacobian.trainers.config;

import dev.jacobian.nn.loss.CrossEntropyLossOptions;
import dev.jacobian.nn.loss.HuberLossOptions;
import dev.jacobian.nn.loss.PoissonNLLLoss;
import dev.jacobian.nn.loss.SmoothL1LossOptions;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.trainers.config.keys.SectionType;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.keys.Variants;
import dev.jacobian.trainers.config.kind.LossKind;
import java.util.Map;
import java.util.Optional;

/**
 * The loss.
 *
 * @param kind which loss
 * @param options what its type may be asked for: a {@link HuberLossOptions}, {@link
 *     SmoothL1LossOptions}, {@link PoissonNLLLoss.Options}, {@link CrossEntropy} or {@link
 *     BinaryCrossEntropy}; of other types nothing
 */
public record LossConfig(LossKind kind, Record options) {
  static final SectionType<LossConfig> SECTION =
      new Variants<>(
              LossKind.class,
              "which loss",
              LossConfig::usual,
              Map.of(
                  "classWeights",
                  ClassWeighting.OF_EACH_CLASS,
                  "posWeight",
                  ClassWeighting.OF_POSITIVES),
              LossConfig::foreign)
          .section(LossConfig::new, LossConfig::kind, LossConfig::options);

  /**
   * What cross-entropy may be asked for.
   *
   * @param options of the loss itself
   * @param classWeights what a row of each class counts, classes in sorted order; balanced lets all
   *     classes count the same
   */
  public record CrossEntropy(
      CrossEntropyLossOptions options, @Option Optional<ClassWeighting> classWeights) {}

  /**
   * What binary cross-entropy may be asked for.
   *
   * @param posWeight what a row of the second class counts, if one of the first counts 1; balanced
   *     lets both classes count the same
   */
  public record BinaryCrossEntropy(@Option Optional<ClassWeighting> posWeight) {}

  private static Record usual(LossKind kind) {
    return switch (kind) {
      case MSE, L1 -> new Variants.Plain();
      case HUBER -> HuberLossOptions.defaults();
      case SMOOTH_L1 -> SmoothL1LossOptions.defaults();
      case POISSON_NLL -> PoissonNLLLoss.Options.defaults().withLogInput(false);
      case CROSS_ENTROPY -> new CrossEntropy(CrossEntropyLossOptions.defaults(), Optional.empty());
      case BCE_WITH_LOGITS -> new BinaryCrossEntropy(Optional.empty());
    };
  }

  private static String foreign(LossKind kind, String key) {
    if (!key.endsWith("Weight") && !key.endsWith("Weights")) {
      return ValueType.spelling(kind) + " has no " + OptionRanges.words(key);
    }
    return ValueType.spelling(kind)
        + switch (kind) {
          case MSE, L1, HUBER, SMOOTH_L1, POISSON_NLL -> " has no classes to weigh";
          case CROSS_ENTROPY -> " weighs every class, with classWeights";
          case BCE_WITH_LOGITS -> " weighs the second class only, with posWeight";
        };
  }

  /** Returns what classes are weighed by: each of them, or the second one of two. */
  public Optional<ClassWeighting> weights() {
    return options instanceof CrossEntropy each
        ? each.classWeights
        : options instanceof BinaryCrossEntropy second ? second.posWeight : Optional.empty();
  }

  /** Returns whether the loss depends on how many rows each class has. */
  public boolean isBalanced() {
    return weights().filter(ClassWeighting::isBalanced).isPresent();
  }

  /** Returns a loss that nothing more is said about. */
  static LossConfig of(LossKind kind) {
    return new LossConfig(kind, usual(kind));
  }
}
