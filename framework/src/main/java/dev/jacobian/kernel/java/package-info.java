/**
 * Kernels in Java: printed, and compiled with Janino, which only this package sees. May use {@code
 * shape}, {@code expr}, {@code kernel} and {@code kernel.print}. Start with {@link
 * dev.jacobian.kernel.java.KernelCompiler}.
 */
@NullMarked
package dev.jacobian.kernel.java;

import org.jspecify.annotations.NullMarked;
