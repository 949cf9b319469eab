/**
 * Scalar elementwise maths as an immutable tree. One tree describes an elementwise computation to
 * every backend: it is printed as source by code generators. May use {@code shape}. Start with
 * {@link dev.jacobian.expr.Expr}.
 */
@NullMarked
package dev.jacobian.expr;

import org.jspecify.annotations.NullMarked;
