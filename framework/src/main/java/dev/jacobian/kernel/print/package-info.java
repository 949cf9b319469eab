/**
 * What printers of all languages share: values numbered so that equal ones are computed once, their
 * division into loops, and the statements of a loop by a {@link dev.jacobian.kernel.print.Dialect}.
 * May use {@code shape}, {@code expr} and {@code kernel}. Start with {@link
 * dev.jacobian.kernel.print.NumberedKernel}.
 */
@NullMarked
package dev.jacobian.kernel.print;

import org.jspecify.annotations.NullMarked;
