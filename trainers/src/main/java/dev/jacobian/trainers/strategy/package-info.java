/**
 * How a step's gradient is made, on one device or on several threads, compiled or eagerly. May use
 * the framework and the callback package's {@link dev.jacobian.trainers.callback.BatchOutput}.
 * Start with {@link dev.jacobian.trainers.strategy.GradientStrategy}.
 */
@NullMarked
package dev.jacobian.trainers.strategy;

import org.jspecify.annotations.NullMarked;
