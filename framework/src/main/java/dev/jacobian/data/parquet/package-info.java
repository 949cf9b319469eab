/**
 * Reads the flat columns of Parquet files, without Hadoop and without a native library. May use
 * {@code data} and {@code io}. Start with {@link dev.jacobian.data.parquet.ParquetSource}.
 */
@NullMarked
package dev.jacobian.data.parquet;

import org.jspecify.annotations.NullMarked;
