/**
 * The adapter of the JVM itself, and the CPU's unless another is named: kernels are Java loops over
 * blocks of elements, products of matrices go to BLAS, and memory lies outside the heap, where
 * ND4J's arrays can share it. May use {@code shape}, {@code expr}, {@code kernel} and {@code
 * device}; of native libraries it needs JavaCPP and OpenBLAS, and nothing of ND4J.
 *
 * <p>Every computation is a kernel: {@link dev.jacobian.device.host.HostKernels} makes it of an
 * expression or of compiled code, {@link dev.jacobian.device.host.KernelPlanner} chooses the order
 * of its work, and {@link dev.jacobian.device.host.BlockPass} does it. Start with {@link
 * dev.jacobian.device.host.HostBackend}.
 */
@NullMarked
package dev.jacobian.device.host;

import org.jspecify.annotations.NullMarked;
