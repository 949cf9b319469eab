/**
 * Probability distributions with tensors as parameters: samples, densities, entropies and
 * divergences, most with gradients. May use every package up to {@code tensor}. Start with {@link
 * dev.jacobian.distribution.Distribution}.
 */
@NullMarked
package dev.jacobian.distribution;

import org.jspecify.annotations.NullMarked;
