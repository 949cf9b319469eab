/**
 * Random numbers that depend on a seed, a stream and a position only: Philox's bits and the numbers
 * that are made of them. Uses nothing else. Start with {@link
 * dev.jacobian.device.random.RandomState}.
 */
@NullMarked
package dev.jacobian.device.random;

import org.jspecify.annotations.NullMarked;
