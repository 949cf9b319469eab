/**
 * What is measured: {@link dev.jacobian.benchmarks.work.Workload}, who does it ({@link
 * dev.jacobian.benchmarks.work.Contender}), and the numbers that all of them start from. Uses
 * neither Jacobian nor a peer.
 */
@NullMarked
package dev.jacobian.benchmarks.work;

import org.jspecify.annotations.NullMarked;
