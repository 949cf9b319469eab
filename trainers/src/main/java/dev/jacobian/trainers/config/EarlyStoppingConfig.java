package dev.jacobian.trainers.config;

import java.util.List;

/**
 * When to stop before the last epoch.
 *
 * @param patience scores without improvement that are waited for
 * @param minDelta how much better a score must be to count
 */
public record EarlyStoppingConfig(int patience, double minDelta) {
  private static final Key<Integer> PATIENCE =
      Key.required(
          "patience",
          ValueType.integer(1, Integer.MAX_VALUE),
          "epochs, or validations where they have another interval, without improvement after which to stop");
  private static final Key<Double> MIN_DELTA =
      Key.defaultsTo(
          0.0,
          "minDelta",
          ValueType.numberFrom(0, Double.POSITIVE_INFINITY),
          "how much better a score must be to count as improved");

  static final SectionType<EarlyStoppingConfig> SECTION =
      new SectionType<>(
          List.of(PATIENCE, MIN_DELTA),
          false,
          section -> new EarlyStoppingConfig(section.get(PATIENCE), section.get(MIN_DELTA)));
}
