/**
 * Kernels in CUDA C, printed. May use what {@code kernel.print} may, and of {@code kernel.c} the
 * words of the language. Start with {@link dev.jacobian.kernel.cuda.CudaSource}.
 */
@NullMarked
package dev.jacobian.kernel.cuda;

import org.jspecify.annotations.NullMarked;
