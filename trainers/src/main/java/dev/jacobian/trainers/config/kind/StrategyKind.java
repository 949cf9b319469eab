package dev.jacobian.trainers.config.kind;

/** How gradients are computed, as the configuration names it. */
public enum StrategyKind {
  /** On the run's device, one shard after the other. */
  SINGLE,
  /** Several shards at once, each on a thread of the CPU. */
  THREADS
}
