package dev.jacobian.trainers.config;

import dev.jacobian.nn.loss.CrossEntropyLossOptions;
import dev.jacobian.nn.loss.HuberLossOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loss.
 *
 * @param kind which loss
 * @param delta where a Huber loss turns from squared to absolute, if it was named
 * @param labelSmoothing the share of a label given to the other classes in cross-entropy, if it was
 *     named
 * @param weights what classes are weighed by, if they are: each of them in cross-entropy, the
 *     second one in binary cross-entropy
 */
public record LossConfig(
    LossKind kind,
    Optional<Double> delta,
    Optional<Double> labelSmoothing,
    Optional<ClassWeighting> weights) {
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
  private static final Key<ClassWeighting> CLASS_WEIGHTS =
      Key.optional(
          "classWeights",
          ClassWeighting.OF_EACH_CLASS,
          "what a row of each class counts, classes in sorted order; balanced lets all classes count the same; cross_entropy only");
  private static final Key<ClassWeighting> POS_WEIGHT =
      Key.optional(
          "posWeight",
          ClassWeighting.OF_POSITIVES,
          "what a row of the second class counts, if one of the first counts 1; balanced lets both classes count the same; bce_with_logits only");

  static final SectionType<LossConfig> SECTION =
      new SectionType<>(
          List.of(TYPE, DELTA, LABEL_SMOOTHING, CLASS_WEIGHTS, POS_WEIGHT), true, LossConfig::read);

  /** Returns whether the loss depends on how many rows each class has. */
  public boolean isBalanced() {
    return weights.isPresent() && weights.get().isBalanced();
  }

  /** Returns a loss that nothing more is said about. */
  static LossConfig of(LossKind kind) {
    return new LossConfig(kind, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Returns the values by their keys, as a configuration would have them. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(TYPE.name(), ValueType.spelling(kind));
    delta.ifPresent(value -> values.put(DELTA.name(), value));
    labelSmoothing.ifPresent(value -> values.put(LABEL_SMOOTHING.name(), value));
    weights.ifPresent(
        weighting ->
            values.put(
                (kind == LossKind.CROSS_ENTROPY ? CLASS_WEIGHTS : POS_WEIGHT).name(),
                weighting.value(kind == LossKind.CROSS_ENTROPY)));
    return values;
  }

  private static LossConfig read(Section section) {
    LossKind kind = section.get(TYPE);
    String name = ValueType.spelling(kind);
    if (kind != LossKind.HUBER) {
      section.forbid(DELTA, name + " has no delta");
    }
    if (kind != LossKind.CROSS_ENTROPY) {
      section.forbid(LABEL_SMOOTHING, name + " has no label smoothing");
    }
    if (kind.task() == Task.REGRESSION) {
      section.forbid(CLASS_WEIGHTS, name + " has no classes to weigh");
      section.forbid(POS_WEIGHT, name + " has no classes to weigh");
    }
    if (kind == LossKind.BCE_WITH_LOGITS) {
      section.forbid(CLASS_WEIGHTS, name + " weighs the second class only", POS_WEIGHT);
    }
    if (kind == LossKind.CROSS_ENTROPY) {
      section.forbid(POS_WEIGHT, name + " weighs every class", CLASS_WEIGHTS);
    }
    return new LossConfig(
        kind,
        section.find(DELTA, HuberLossOptions.defaults().delta()),
        section.find(LABEL_SMOOTHING, CrossEntropyLossOptions.defaults().labelSmoothing()),
        section.find(CLASS_WEIGHTS).or(() -> section.find(POS_WEIGHT)));
  }
}
