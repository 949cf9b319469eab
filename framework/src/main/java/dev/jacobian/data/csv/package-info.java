/**
 * The text of CSV files as cells: where it comes from, how it is packed and encoded, and where its
 * rows and cells end. {@link dev.jacobian.data.csv.CsvInput} is for users, the others are public
 * for {@code data.table}, which makes rows of it. May use {@code data.column} and {@code shape}.
 */
@NullMarked
package dev.jacobian.data.csv;

import org.jspecify.annotations.NullMarked;
