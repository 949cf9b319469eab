/**
 * The port to the machine: devices, storage, the kernel calls that a backend implements, and
 * memory. May use {@code device.random}, {@code kernel}, {@code expr} and {@code shape}; the
 * adapters and {@code device.threads} use it. Start with {@link dev.jacobian.device.Backend}.
 */
@NullMarked
package dev.jacobian.device;

import org.jspecify.annotations.NullMarked;
