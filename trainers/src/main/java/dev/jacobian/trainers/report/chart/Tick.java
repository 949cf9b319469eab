package dev.jacobian.trainers.report.chart;

/**
 * A mark on an axis.
 *
 * @param position from 0, the axis's low end, to 1
 * @param label the value there
 */
record Tick(double position, String label) {}
