/**
 * Optimizers, which change parameters by their gradients, and gradient clipping. May use {@code nn}
 * and what stands below it. Start with {@link dev.jacobian.optim.Optimizer}; {@link
 * dev.jacobian.optim.SGD} shows how one is written.
 */
@NullMarked
package dev.jacobian.optim;

import org.jspecify.annotations.NullMarked;
