/**
 * Kernels in C: printed, compiled by the system's compiler, kept on disk and called. May use what
 * {@code kernel.print} may, and {@code kernel.compiled}. Start with {@link
 * dev.jacobian.kernel.c.CKernels}.
 */
@NullMarked
package dev.jacobian.kernel.c;

import org.jspecify.annotations.NullMarked;
