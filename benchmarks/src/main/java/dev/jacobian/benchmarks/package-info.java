/**
 * Programs that measure speed and memory with peers beside Jacobian in the same run: {@link
 * dev.jacobian.benchmarks.All}, {@link dev.jacobian.benchmarks.Brief} and {@link
 * dev.jacobian.benchmarks.Report}. What is measured stands in {@code work}, Jacobian's and the
 * peers' ways of doing it in {@code jacobian}, {@code peers} and (in a source folder of its own,
 * since it needs DJL) {@code djl}; {@code worker} runs them in processes of their own, {@code run}
 * starts those processes in turns, and {@code report} writes the tables.
 *
 * <p>Why not JMH: it finishes one fork before it starts the next and starts Java only. On a shared
 * machine, whose speed drifts by a factor of two within minutes, only rounds in turns make ratios
 * that can be repeated, and Python's PyTorch has to take its turn like everybody else. What JMH
 * does otherwise is kept: a process per contender, warm-up before the first round, many calls per
 * reading of the clock, results that escape, medians over rounds.
 */
@NullMarked
package dev.jacobian.benchmarks;

import org.jspecify.annotations.NullMarked;
