/**
 * Starts the processes that are measured and lets them work in turns. Start with {@link
 * dev.jacobian.benchmarks.run.Plan} and {@link dev.jacobian.benchmarks.run.Session}.
 */
@NullMarked
package dev.jacobian.benchmarks.run;

import org.jspecify.annotations.NullMarked;
