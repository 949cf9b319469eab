package dev.jacobian.trainers.config;

import java.util.List;
import java.util.Optional;

/**
 * The loss.
 *
 * @param kind which loss
 * @param delta where a Huber loss turns from squared to absolute, if it was named
 * @param labelSmoothing the share of a label given to the other classes in cross-entropy, if it was
 *     named
 */
public record LossConfig(LossKind kind, Optional<Double> delta, Optional<Double> labelSmoothing) {
  private static final Key<LossKind> TYPE =
      Key.required(SectionType.TYPE, ValueType.choice(LossKind.class), "which loss");
  private static final Key<Double> DELTA =
      Key.optional(
          "delta",
          ValueType.numberAbove(0),
          "where the loss turns from squared to absolute; huber only");
  private static final Key<Double> LABEL_SMOOTHING =
      Key.optional(
          "labelSmoothing",
          ValueType.numberFrom(0, 1),
          "the share of a label that goes to the other classes; cross_entropy only");

  static final SectionType<LossConfig> SECTION =
      new SectionType<>(List.of(TYPE, DELTA, LABEL_SMOOTHING), true, LossConfig::read);

  static LossConfig of(LossKind kind) {
    return new LossConfig(kind, Optional.empty(), Optional.empty());
  }

  private static LossConfig read(Section section) {
    LossKind kind = section.get(TYPE);
    if (kind != LossKind.HUBER) {
      section.forbid(DELTA, ValueType.spelling(kind) + " has no delta");
    }
    if (kind != LossKind.CROSS_ENTROPY) {
      section.forbid(LABEL_SMOOTHING, ValueType.spelling(kind) + " has no label smoothing");
    }
    return new LossConfig(kind, section.find(DELTA), section.find(LABEL_SMOOTHING));
  }
}
