/**
 * Kernels as data: a space of positions, inputs read through index maps, expressions, and for each
 * output what becomes of its values. Below it, packages print kernels in the languages of devices.
 * May use {@code shape} and {@code expr}. Start with {@link dev.jacobian.kernel.Kernel}.
 */
@NullMarked
package dev.jacobian.kernel;

import org.jspecify.annotations.NullMarked;
