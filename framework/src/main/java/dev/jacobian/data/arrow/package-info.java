/**
 * Reads the flat columns of Arrow IPC files and streams, which are Feather files too. May use
 * {@code data} and {@code io}. Start with {@link dev.jacobian.data.arrow.ArrowSource}.
 */
@NullMarked
package dev.jacobian.data.arrow;

import org.jspecify.annotations.NullMarked;
