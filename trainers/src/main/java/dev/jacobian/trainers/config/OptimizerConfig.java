package dev.jacobian.trainers.config;

import dev.jacobian.optim.Adam;
import dev.jacobian.optim.AdamW;
import dev.jacobian.optim.SGD;
import java.util.List;
import java.util.Optional;

/**
 * The optimizer. What was not named keeps the optimizer's own default.
 *
 * @param kind which optimizer
 * @param learningRate the step size
 * @param weightDecay the L2 penalty's factor
 * @param momentum the share of the last update that is repeated; SGD
 * @param dampening how much of the gradient momentum leaves out; SGD
 * @param nesterov whether the gradient is taken ahead; SGD
 * @param beta1 decay of the mean of gradients; Adam and AdamW
 * @param beta2 decay of the mean of squared gradients; Adam and AdamW
 * @param epsilon added to the root of the latter; Adam and AdamW
 */
public record OptimizerConfig(
    OptimizerKind kind,
    double learningRate,
    Optional<Double> weightDecay,
    Optional<Double> momentum,
    Optional<Double> dampening,
    Optional<Boolean> nesterov,
    Optional<Double> beta1,
    Optional<Double> beta2,
    Optional<Double> epsilon) {
  private static final Key<OptimizerKind> TYPE =
      Key.required(SectionType.TYPE, ValueType.choice(OptimizerKind.class), "which optimizer");
  private static final Key<Double> LEARNING_RATE =
      Key.required("learningRate", ValueType.numberAbove(0), "the step size");
  private static final Key<Double> WEIGHT_DECAY =
      Key.optional(
          "weightDecay",
          ValueType.numberFrom(0, Double.POSITIVE_INFINITY),
          "the L2 penalty's factor");
  private static final Key<Double> MOMENTUM =
      Key.optional(
          "momentum",
          ValueType.numberFrom(0, Double.POSITIVE_INFINITY),
          "the share of the last update repeated; sgd only");
  private static final Key<Double> DAMPENING =
      Key.optional(
          "dampening",
          ValueType.numberFrom(0, Double.POSITIVE_INFINITY),
          "how much of the gradient momentum leaves out; sgd only");
  private static final Key<Boolean> NESTEROV =
      Key.optional(
          "nesterov",
          ValueType.bool(),
          "whether the gradient is taken ahead; needs momentum; sgd only");
  private static final Key<Double> BETA1 =
      Key.optional(
          "beta1",
          ValueType.numberFrom(0, 1),
          "decay of the mean of gradients; adam and adamw only");
  private static final Key<Double> BETA2 =
      Key.optional(
          "beta2", ValueType.numberFrom(0, 1), "decay of the mean of squares; adam and adamw only");
  private static final Key<Double> EPSILON =
      Key.optional(
          "epsilon",
          ValueType.numberAbove(0),
          "added to the root of the mean of squares; adam and adamw only");

  static final SectionType<OptimizerConfig> SECTION =
      new SectionType<>(
          List.of(
              TYPE,
              LEARNING_RATE,
              WEIGHT_DECAY,
              MOMENTUM,
              DAMPENING,
              NESTEROV,
              BETA1,
              BETA2,
              EPSILON),
          false,
          OptimizerConfig::read);

  private static OptimizerConfig read(Section section) {
    OptimizerKind kind = section.get(TYPE);
    List<Key<?>> foreign =
        kind == OptimizerKind.SGD
            ? List.of(BETA1, BETA2, EPSILON)
            : List.of(MOMENTUM, DAMPENING, NESTEROV);
    for (Key<?> key : foreign) {
      section.forbid(key, ValueType.spelling(kind) + " has no such option");
    }
    boolean plain =
        section.find(MOMENTUM).orElse(0.0) == 0 || section.find(DAMPENING).orElse(0.0) != 0;
    if (section.find(NESTEROV).orElse(false) && plain) {
      throw new ConfigException(
          section.placeOf(NESTEROV),
          "nesterov needs momentum",
          "a momentum above 0 and no dampening");
    }
    double learningRate = section.get(LEARNING_RATE);
    return switch (kind) {
      case SGD -> sgd(section, SGD.Options.of(learningRate));
      case ADAM -> {
        Adam.Options adam = Adam.Options.of(learningRate);
        yield adam(section, kind, adam.weightDecay(), adam.beta1(), adam.beta2(), adam.epsilon());
      }
      case ADAMW -> {
        AdamW.Options adam = AdamW.Options.of(learningRate);
        yield adam(section, kind, adam.weightDecay(), adam.beta1(), adam.beta2(), adam.epsilon());
      }
    };
  }

  private static OptimizerConfig sgd(Section section, SGD.Options defaults) {
    return new OptimizerConfig(
        OptimizerKind.SGD,
        defaults.learningRate(),
        section.find(WEIGHT_DECAY, defaults.weightDecay()),
        section.find(MOMENTUM, defaults.momentum()),
        section.find(DAMPENING, defaults.dampening()),
        section.find(NESTEROV, defaults.nesterov()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static OptimizerConfig adam(
      Section section,
      OptimizerKind kind,
      double weightDecay,
      double beta1,
      double beta2,
      double epsilon) {
    return new OptimizerConfig(
        kind,
        section.get(LEARNING_RATE),
        section.find(WEIGHT_DECAY, weightDecay),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        section.find(BETA1, beta1),
        section.find(BETA2, beta2),
        section.find(EPSILON, epsilon));
  }
}
