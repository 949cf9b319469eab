package dev.jacobian.data.jdbc;

import dev.jacobian.data.table.TableChunk;
import dev.jacobian.data.table.TableReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Reads a result from front to back. */
final class JdbcReader implements TableReader {
  private final JdbcSource.Options options;
  private final List<JdbcColumn> columns;
  private final Connection connection;
  private final PreparedStatement statement;
  private final ResultSet result;
  private final TableChunk chunk;
  private boolean isAtEnd;

  private JdbcReader(
      JdbcSource.Options options,
      List<JdbcColumn> columns,
      Connection connection,
      PreparedStatement statement,
      ResultSet result) {
    this.options = options;
    this.columns = columns;
    this.connection = connection;
    this.statement = statement;
    this.result = result;
    this.chunk = new TableChunk(columns.stream().map(JdbcColumn::column).toList());
  }

  static JdbcReader open(JdbcSource.Options options, List<JdbcColumn> columns) throws SQLException {
    Connection connection = JdbcSource.connect(options);
    try {
      PreparedStatement statement = JdbcSource.prepare(options, connection);
      return new JdbcReader(options, columns, connection, statement, statement.executeQuery());
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public int next() {
    int rows = 0;
    try {
      while (!isAtEnd && rows < chunk.rows()) {
        if (!result.next()) {
          isAtEnd = true;
          break;
        }
        for (int i = 0; i < chunk.columns(); i++) {
          if (chunk.isText(i)) {
            chunk.texts(i)[rows] = columns.get(i).text(result);
          } else {
            chunk.numbers(i)[rows] = columns.get(i).number(result);
          }
        }
        rows++;
      }
      return rows;
    } catch (SQLException e) {
      isAtEnd = true;
      throw JdbcSource.failed(options, e);
    }
  }

  @Override
  public TableChunk chunk() {
    return chunk;
  }

  @Override
  public double share() {
    // Not known: as much again may follow.
    return 0.5;
  }

  @Override
  public void close() {
    try (Connection open = connection;
        PreparedStatement running = statement) {
      if (!isAtEnd) {
        // Else MySQL's driver reads the rest first.
        running.cancel();
      }
      result.close();
      open.rollback();
    } catch (SQLException e) {
      // What was read was read; the database ends a connection that does not say good-bye.
    }
  }
}
