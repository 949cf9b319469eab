/**
 * What ND4J's adapter computes, as such calls: expressions, reductions, products, copies, entries
 * by index and random numbers. May use {@code shape}, {@code expr}, {@code kernel}, {@code device}
 * and {@code device.nd4j.call}. Start with {@link
 * dev.jacobian.device.nd4j.kernel.ElementwiseKernels}.
 */
@NullMarked
package dev.jacobian.device.nd4j.kernel;

import org.jspecify.annotations.NullMarked;
