/**
 * Losses: functions of predictions and targets that training makes small. May use {@code shape},
 * {@code autograd} and {@code tensor}. Start with {@link dev.jacobian.nn.loss.Loss}.
 */
@NullMarked
package dev.jacobian.nn.loss;

import org.jspecify.annotations.NullMarked;
