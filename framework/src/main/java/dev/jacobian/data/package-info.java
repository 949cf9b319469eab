/**
 * Data sets and the loader that makes batches of them: in memory, from CSV files or files of rows
 * larger than memory, split, standardised, shuffled and prefetched. May use every package up to
 * {@code tensor}, and {@code io}. Start with {@link dev.jacobian.data.DataLoader}.
 */
@NullMarked
package dev.jacobian.data;

import org.jspecify.annotations.NullMarked;
