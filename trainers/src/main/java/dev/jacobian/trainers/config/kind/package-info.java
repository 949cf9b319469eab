/**
 * What a configuration may name: the kinds of data, models, losses, metrics, optimizers and
 * schedules, and which of them go together. May use {@code shape} and what it names. Start with
 * {@link dev.jacobian.trainers.config.kind.ModelKind}.
 */
@NullMarked
package dev.jacobian.trainers.config.kind;

import org.jspecify.annotations.NullMarked;
