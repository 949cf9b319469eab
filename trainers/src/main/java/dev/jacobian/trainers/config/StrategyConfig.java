package dev.jacobian.trainers.config;

import dev.jacobian.device.ThreadSettings;
import dev.jacobian.trainers.strategy.GradientStrategy;
import dev.jacobian.trainers.strategy.SingleDevice;
import dev.jacobian.trainers.strategy.Threads;
import java.util.List;
import java.util.Optional;

/**
 * How the gradients of a step are computed.
 *
 * @param kind where
 * @param workers the threads; empty for as many as there are shards and processors
 */
public record StrategyConfig(StrategyKind kind, Optional<Integer> workers) {
  private static final Key<StrategyKind> TYPE =
      Key.required(
          SectionType.TYPE, ValueType.choice(StrategyKind.class), "where gradients are computed");
  private static final Key<Integer> WORKERS =
      Key.optional(
          "workers",
          ValueType.integer(1, 256),
          "threads that each compute one shard at a time, at most as many as there are shards; never"
              + " changes the result; by default one for each processor or shard, whichever are"
              + " fewer; threads only");

  static final SectionType<StrategyConfig> SECTION =
      new SectionType<>(List.of(TYPE, WORKERS), true, StrategyConfig::read);

  private static StrategyConfig read(Section section) {
    StrategyKind kind = section.get(TYPE);
    if (kind == StrategyKind.SINGLE) {
      section.forbid(WORKERS, "single has no such option");
    }
    return new StrategyConfig(kind, section.find(WORKERS));
  }

  /** Returns what holds where nothing is said. */
  static StrategyConfig defaults() {
    return new StrategyConfig(StrategyKind.SINGLE, Optional.empty());
  }

  /**
   * Checks that each worker has a shard.
   *
   * @param key where the strategy stands in {@code section}
   */
  void requireShards(int shards, Section section, Key<StrategyConfig> key) {
    if (kind == StrategyKind.THREADS && (shards == 1 || workers.orElse(1) > shards)) {
      throw new ConfigException(
          section.placeOf(key, WORKERS),
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
