/**
 * A run described by one YAML file: what it may say, as records, and what does not fit together.
 * What it may name is {@code trainers.config.kind}'s, its data are {@code trainers.config.data}'s,
 * and how the file is read is {@code trainers.config.keys}'s. May use {@code shape} and {@code
 * device} of the framework, and the options of data, losses, optimizers and schedules for their
 * defaults; it makes no tensors. Start with {@link dev.jacobian.trainers.config.RunConfig}.
 */
@NullMarked
package dev.jacobian.trainers.config;

import org.jspecify.annotations.NullMarked;
