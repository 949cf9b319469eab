/**
 * The port to the machine: devices, storage, the kernel calls that a backend implements, and
 * memory. May use {@code shape} and {@code expr}; the adapters stand in packages below this one.
 * Start with {@link dev.jacobian.device.Backend}.
 */
@NullMarked
package dev.jacobian.device;

import org.jspecify.annotations.NullMarked;
