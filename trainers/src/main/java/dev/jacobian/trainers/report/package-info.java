/**
 * Pages to look at a run: {@link dev.jacobian.trainers.report.HtmlReport}. May use the record and
 * progress packages and the charts below it. Start with {@link
 * dev.jacobian.trainers.report.HtmlReport}.
 */
@NullMarked
package dev.jacobian.trainers.report;

import org.jspecify.annotations.NullMarked;
