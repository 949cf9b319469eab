/**
 * Measures what a program spends its time on: a table of ops and kernels, and a trace for a viewer.
 * May use {@code autograd}, whose observer it is, {@code device}, {@code shape} and {@code io}, and
 * the streaming JSON writer. Start with {@link dev.jacobian.profile.Profiler}.
 */
@NullMarked
package dev.jacobian.profile;

import org.jspecify.annotations.NullMarked;
