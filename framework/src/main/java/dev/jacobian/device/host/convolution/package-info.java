/**
 * Convolutions of the host adapter: in C over packed images, or as tiles of columns that BLAS
 * multiplies. May use {@code device.host.loop}, {@code device.host.blas} and what these may use.
 * Start with {@link dev.jacobian.device.host.convolution.HostConvolution}.
 */
@NullMarked
package dev.jacobian.device.host.convolution;

import org.jspecify.annotations.NullMarked;
