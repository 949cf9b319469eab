/**
 * Files of tensors: safetensors, NumPy's and IDX; and atomic replacement of files. May use every
 * package up to {@code tensor}, and the streaming JSON parser. Start with {@link
 * dev.jacobian.io.SafeTensors}.
 */
@NullMarked
package dev.jacobian.io;

import org.jspecify.annotations.NullMarked;
