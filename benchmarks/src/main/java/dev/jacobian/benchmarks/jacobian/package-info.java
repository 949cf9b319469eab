/**
 * The workloads as a user of Jacobian writes them. Uses Jacobian and {@code work}. Start with
 * {@link dev.jacobian.benchmarks.jacobian.JacobianPrograms}.
 */
@NullMarked
package dev.jacobian.benchmarks.jacobian;

import org.jspecify.annotations.NullMarked;
