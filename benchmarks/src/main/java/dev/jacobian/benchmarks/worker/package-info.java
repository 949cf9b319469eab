/**
 * Runs in the processes that are measured: {@link dev.jacobian.benchmarks.worker.Worker} does work
 * when it is told to, {@link dev.jacobian.benchmarks.worker.FirstStep} does it once.
 */
@NullMarked
package dev.jacobian.benchmarks.worker;

import org.jspecify.annotations.NullMarked;
