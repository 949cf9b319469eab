/**
 * Reads the rows of a query from a database. May use {@code data} and {@code io}. Start with {@link
 * dev.jacobian.data.jdbc.JdbcSource}.
 */
@NullMarked
package dev.jacobian.data.jdbc;

import org.jspecify.annotations.NullMarked;
