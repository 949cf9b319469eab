/**
 * Turns the expressions of a fused kernel into compiled Java: value numbering, printing, and
 * compiling with Janino, which only this package sees. May use {@code shape}, {@code expr} and
 * {@code device}. Start with {@link dev.jacobian.compile.emit.KernelCompiler}.
 */
@NullMarked
package dev.jacobian.compile.emit;

import org.jspecify.annotations.NullMarked;
