/**
 * The adapter of the JVM itself: every kernel in plain Java over heap arrays, without native code.
 * It serves the CPU where no faster adapter does, and is the reference that others are compared
 * with. May use {@code shape}, {@code expr} and {@code device}. Start with {@link
 * dev.jacobian.device.host.HostBackend}.
 */
@NullMarked
package dev.jacobian.device.host;

import org.jspecify.annotations.NullMarked;
