/**
 * Running metrics: each is fed batch by batch, accumulates in float64, and merges with another of
 * its kind. May use every package up to {@code tensor}, and {@code nn} for what states are compared
 * with. Start with {@link dev.jacobian.metric.Metric}.
 */
@NullMarked
package dev.jacobian.metric;

import org.jspecify.annotations.NullMarked;
