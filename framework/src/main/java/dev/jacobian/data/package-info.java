/**
 * Data sets and the loader that makes batches of them: in memory, from CSV files, split,
 * standardised, shuffled and prefetched. May use every package up to {@code tensor}. Start with
 * {@link dev.jacobian.data.DataLoader}.
 */
@NullMarked
package dev.jacobian.data;

import org.jspecify.annotations.NullMarked;
