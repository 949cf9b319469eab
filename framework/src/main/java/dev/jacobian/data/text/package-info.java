/**
 * Texts as data: files, JSON lines and columns of tables, tokens, blocks for language models and
 * padded sequences. May use {@code data}, {@code data.table}, {@code data.column} and {@code io}.
 * Start with {@link dev.jacobian.data.text.TokenBlocks}.
 */
@NullMarked
package dev.jacobian.data.text;

import org.jspecify.annotations.NullMarked;
