package dev.jacobian.trainers.config;

import dev.jacobian.shape.Option;

/**
 * When a run is saved, beside ends of epochs, and how much of it is kept.
 *
 * @param everySteps steps between two checkpoints inside an epoch; 0 saves at ends of epochs only
 * @param keep how many of the last checkpoints stay; the best one stays too
 */
public record CheckpointConfig(@Option(min = 0) int everySteps, @Option(min = 1) int keep) {
  /** Returns what holds where nothing is said. */
  static CheckpointConfig defaults() {
    return new CheckpointConfig(0, 3);
  }
}
