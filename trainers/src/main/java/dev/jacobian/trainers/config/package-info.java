/**
 * A run described by one YAML file: reading it with positions, applying {@code --set} overrides,
 * and checking it into records. May use {@code shape} and {@code device} of the framework, and the
 * options of data, losses, optimizers and schedules for their defaults; it makes no tensors. Start
 * with {@link dev.jacobian.trainers.config.RunConfig}.
 */
@NullMarked
package dev.jacobian.trainers.config;

import org.jspecify.annotations.NullMarked;
