/**
 * Shapes, element types, broadcasting, and the exceptions with their message format. Uses the JDK
 * only. Start with {@link dev.jacobian.shape.Shape}.
 */
@NullMarked
package dev.jacobian.shape;

import org.jspecify.annotations.NullMarked;
