/**
 * Kernels in Java: printed, and compiled with Janino, which only this package sees. May use {@code
 * shape}, {@code expr}, {@code kernel}, {@code kernel.print} and {@code kernel.compiled}. Start
 * with {@link dev.jacobian.kernel.java.KernelCompiler}.
 */
@NullMarked
package dev.jacobian.kernel.java;

import org.jspecify.annotations.NullMarked;
