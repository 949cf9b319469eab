/**
 * What a run found, and the page about it. Start with {@link
 * dev.jacobian.benchmarks.report.Results} and {@link
 * dev.jacobian.benchmarks.report.MarkdownReport}.
 */
@NullMarked
package dev.jacobian.benchmarks.report;

import org.jspecify.annotations.NullMarked;
