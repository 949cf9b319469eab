/**
 * The primitives: one file per op, with its documentation, its shape rule, its gradient written
 * with other ops, and its scalar expression, kernel or call. Everything else that a tensor can do
 * is composed from these. May use {@code shape}, {@code expr}, {@code kernel} and {@code device}.
 * Start with {@link dev.jacobian.op.Op}, which users implement too; the files here that do are the
 * catalogue of all primitives.
 */
@NullMarked
package dev.jacobian.op;

import org.jspecify.annotations.NullMarked;
