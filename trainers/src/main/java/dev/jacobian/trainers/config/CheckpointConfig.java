package dev.jacobian.trainers.config;

import java.util.List;

/**
 * When a run is saved, beside ends of epochs, and how much of it is kept.
 *
 * @param everySteps a save follows each step whose number is a multiple of this; 0 for none
 * @param keep how many of the last checkpoints stay beside the best one
 */
public record CheckpointConfig(int everySteps, int keep) {
  private static final Key<Integer> EVERY_STEPS =
      Key.defaultsTo(
          0,
          "everySteps",
          ValueType.integer(0, Integer.MAX_VALUE),
          "steps between two checkpoints inside an epoch; 0 saves at ends of epochs only");
  private static final Key<Integer> KEEP =
      Key.defaultsTo(
          3,
          "keep",
          ValueType.integer(1, Integer.MAX_VALUE),
          "how many of the last checkpoints stay; the best one stays too");

  static final SectionType<CheckpointConfig> SECTION =
      new SectionType<>(
          List.of(EVERY_STEPS, KEEP),
          false,
          section -> new CheckpointConfig(section.get(EVERY_STEPS), section.get(KEEP)));

  /** Returns what holds where nothing is said. */
  static CheckpointConfig defaults() {
    return new CheckpointConfig(
        EVERY_STEPS.defaultValue().orElseThrow(), KEEP.defaultValue().orElseThrow());
  }
}
