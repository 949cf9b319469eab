/**
 * Reverse-mode automatic differentiation: the tape that eager ops record, the reverse walk, no-grad
 * and anomaly mode, and the hooks by which a thread's work is captured or observed. May use {@code
 * shape}, {@code expr}, {@code device}, {@code op} and {@code graph}. Start with {@link
 * dev.jacobian.autograd.Autograd}.
 */
@NullMarked
package dev.jacobian.autograd;

import org.jspecify.annotations.NullMarked;
