/**
 * A graph as what a device does: expressions with the reductions that end them become kernels,
 * products take with them what is added to them, the rest are calls. May use everything up to
 * {@code graph}. Start with {@link dev.jacobian.fusion.Fusion}; {@link
 * dev.jacobian.fusion.UnitSchedule} puts its units into an order in which they can run.
 */
@NullMarked
package dev.jacobian.fusion;

import org.jspecify.annotations.NullMarked;
