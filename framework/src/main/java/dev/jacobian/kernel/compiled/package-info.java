/**
 * What compilers of kernels share: the choice of a language, and the folder that compiled kernels
 * are kept in. May use {@code shape}. Start with {@link dev.jacobian.kernel.compiled.KernelFiles}.
 */
@NullMarked
package dev.jacobian.kernel.compiled;

import org.jspecify.annotations.NullMarked;
