/**
 * How a configuration is read: YAML with positions, {@code --set} laid over it, and sections whose
 * keys are the components of records. It knows no key. {@code ConfigException}, {@code KeyPlace}
 * and {@code Setting} are for all; the rest is public for {@code trainers.config} and its rooms
 * only. May use {@code shape} and what a value may be that {@code trainers} has. Start with {@link
 * dev.jacobian.trainers.config.keys.RecordKeys}.
 */
@NullMarked
package dev.jacobian.trainers.config.keys;

import org.jspecify.annotations.NullMarked;
