/**
 * Products of matrices and linear algebra of the host adapter, by OpenBLAS: which library is
 * loaded, how many threads it has, how large products are divided, and how what it computes is
 * checked once. May use {@code device.host.memory} and what that may use. Start with {@link
 * dev.jacobian.device.host.blas.HostMatmul}.
 */
@NullMarked
package dev.jacobian.device.host.blas;

import org.jspecify.annotations.NullMarked;
