/**
 * What the columns of a table are: {@link dev.jacobian.data.column.ColumnType}s, {@link
 * dev.jacobian.data.column.Feature}s and their {@link dev.jacobian.data.column.TableSchema}, and
 * how the text of a cell becomes a value. {@code CellText}, {@code DecimalReader}, {@code
 * LabelKeys} and {@code NumberHint} are public for the readers of tables only. May use {@code
 * shape}.
 */
@NullMarked
package dev.jacobian.data.column;

import org.jspecify.annotations.NullMarked;
