/**
 * Tables as data sets: from CSV, from sources of rows such as Parquet and databases, from files of
 * rows larger than memory, and from arrays. May use {@code data.csv}, {@code data.column}, {@code
 * data} and what these may. Start with {@link dev.jacobian.data.table.CsvDataset}.
 */
@NullMarked
package dev.jacobian.data.table;

import org.jspecify.annotations.NullMarked;
