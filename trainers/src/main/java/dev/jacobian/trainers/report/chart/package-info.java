/**
 * Plots as SVG that needs no script: {@link dev.jacobian.trainers.report.chart.LineChart} and
 * {@link dev.jacobian.trainers.report.chart.ScatterChart}, on {@link
 * dev.jacobian.trainers.report.chart.Scale}s. A plot fills the width that it is given, and its text
 * keeps its size. May use the progress package's formats.
 */
@NullMarked
package dev.jacobian.trainers.report.chart;

import org.jspecify.annotations.NullMarked;
