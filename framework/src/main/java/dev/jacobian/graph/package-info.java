/**
 * Captured functions as immutable data, and the passes that rewrite them. May use {@code shape},
 * {@code expr}, {@code device} and {@code op}. Start with {@link dev.jacobian.graph.Graph} and
 * {@link dev.jacobian.graph.Node}; the passes are {@link dev.jacobian.graph.Simplify} and {@link
 * dev.jacobian.graph.Settle}. {@link dev.jacobian.graph.TopologicalOrder} orders any acyclic graph,
 * such as the tape's.
 */
@NullMarked
package dev.jacobian.graph;

import org.jspecify.annotations.NullMarked;
