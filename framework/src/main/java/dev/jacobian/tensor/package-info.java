/**
 * The tensor: a thin handle whose methods apply ops, in families (elementwise, reductions, shape,
 * linear algebra, in-place), with creation, random numbers, printing and the gradient checker. May
 * use every package below. Start with {@link dev.jacobian.tensor.Tensor}.
 */
@NullMarked
package dev.jacobian.tensor;

import org.jspecify.annotations.NullMarked;
