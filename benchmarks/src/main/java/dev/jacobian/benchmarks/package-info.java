/**
 * Programs that measure speed and memory, each beside a peer in the same run. Start with {@link
 * dev.jacobian.benchmarks.EagerSteps}.
 */
@NullMarked
package dev.jacobian.benchmarks;

import org.jspecify.annotations.NullMarked;
