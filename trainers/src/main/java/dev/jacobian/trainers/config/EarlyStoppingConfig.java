package dev.jacobian.trainers.config;

import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.SectionType;

/**
 * When to stop before the last epoch.
 *
 * @param patience epochs, or validations where they have another interval, without improvement
 *     after which to stop
 * @param minDelta how much better a score must be to count as improved
 */
public record EarlyStoppingConfig(
    @Option(min = 1, required = true) int patience, @Option(min = 0) double minDelta) {
  static final SectionType<EarlyStoppingConfig> SECTION =
      RecordKeys.of(new EarlyStoppingConfig(1, 0)).section();
}
