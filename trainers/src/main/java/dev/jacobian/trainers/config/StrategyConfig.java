package dev.jacobian.trainers.config;

import dev.jacobian.device.threads.ThreadSettings;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.keys.SectionType;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.keys.Variants;
import dev.jacobian.trainers.config.kind.StrategyKind;
import dev.jacobian.trainers.strategy.GradientStrategy;
import dev.jacobian.trainers.strategy.SingleDevice;
import dev.jacobian.trainers.strategy.Threads;
import java.util.Map;
import java.util.Optional;

/**
 * How the gradients of a step are computed.
 *
 * @param kind where
 * @param workers threads that each compute one shard at a time, at most as many as there are
 *     shards; never changes the result; by default one for each processor or shard, whichever are
 *     fewer
 */
public record StrategyConfig(
    StrategyKind kind, @Option(min = 1, max = 256) Optional<Integer> workers) {
  static final SectionType<StrategyConfig> SECTION =
      new Variants<>(
              StrategyKind.class,
              "where gradients are computed",
              kind ->
                  switch (kind) {
                    case SINGLE -> new Variants.Plain();
                    case THREADS -> new StrategyConfig(kind, Optional.empty());
                  },
              Map.of(),
              (kind, key) -> ValueType.spelling(kind) + " has no such option")
          .section(
              true, (kind, read) -> read instanceof StrategyConfig threads ? threads : defaults());

  /** Returns what holds where nothing is said. */
  static StrategyConfig defaults() {
    return new StrategyConfig(StrategyKind.SINGLE, Optional.empty());
  }

  /**
   * Checks that each worker has a shard.
   *
   * @param key where the strategy stands in {@code section}
   */
  void requireShards(int shards, Section section, Key<?> key) {
    if (kind == StrategyKind.THREADS && (shards == 1 || workers.orElse(1) > shards)) {
      throw new ConfigException(
          section.placeOf(key, SECTION.key("workers")),
          workers.map(number -> number + " workers").orElse("threads")
              + " for a step of "
              + shards
              + (shards == 1 ? " shard" : " shards"),
          "a shard for each worker, and at least 2",
          "set shards: " + Math.max(2, workers.orElse(2)));
    }
  }

  /** Returns the strategy for steps of so many shards. */
  public GradientStrategy of(int shards) {
    return kind == StrategyKind.SINGLE
        ? new SingleDevice()
        : new Threads(workers.orElseGet(() -> Math.min(shards, ThreadSettings.threads())));
  }
}
