/**
 * Data sets and the loader that makes batches of them: in memory, split, shuffled and prefetched.
 * May use every package up to {@code tensor}. Tables are in {@code data.table}. Start with {@link
 * dev.jacobian.data.DataLoader}.
 */
@NullMarked
package dev.jacobian.data;

import org.jspecify.annotations.NullMarked;
