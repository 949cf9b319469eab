/**
 * Kernels of the host adapter as loops over blocks of elements, in Java or in C. {@link
 * dev.jacobian.device.host.loop.HostKernels} makes a kernel of an expression or of compiled code,
 * {@link dev.jacobian.device.host.loop.KernelPlanner} chooses the order of its work, a {@link
 * dev.jacobian.device.host.loop.Walk} through its positions, and {@link
 * dev.jacobian.device.host.loop.BlockPass} does it. May use {@code device.host.memory} and what
 * that may use.
 */
@NullMarked
package dev.jacobian.device.host.loop;

import org.jspecify.annotations.NullMarked;
