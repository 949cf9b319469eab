/**
 * Files of tensors: safetensors, NumPy's and IDX; checkpoints; and atomic replacement of files. May
 * use every package up to {@code tensor}, and Jackson. Start with {@link
 * dev.jacobian.io.SafeTensors} or {@link dev.jacobian.io.CheckpointStore}.
 */
@NullMarked
package dev.jacobian.io;

import org.jspecify.annotations.NullMarked;
