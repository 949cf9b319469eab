/**
 * Graphs of computations: topological order and printing, for the tape and for captured graphs. May
 * use {@code shape}, {@code expr}, {@code device} and {@code op}. Start with {@link
 * dev.jacobian.graph.Vertex}.
 */
@NullMarked
package dev.jacobian.graph;

import org.jspecify.annotations.NullMarked;
