/**
 * The adapter of the JVM itself, and the CPU's unless another is named: kernels are loops over
 * blocks of elements, products of matrices go to BLAS, and memory lies outside the heap. Its rooms
 * are {@code memory}, {@code blas}, {@code loop} and {@code convolution}; here is what puts them
 * together, copies, and random numbers. May use {@code shape}, {@code expr}, {@code kernel} and
 * {@code device}; of native libraries it needs JavaCPP and OpenBLAS, and nothing of ND4J. Start
 * with {@link dev.jacobian.device.host.HostBackend}.
 */
@NullMarked
package dev.jacobian.device.host;

import org.jspecify.annotations.NullMarked;
