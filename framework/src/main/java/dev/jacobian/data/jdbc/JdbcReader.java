package dev.jacobian.data.jdbc;

import dev.jacobian.data.table.SourceColumn.Kind;
import dev.jacobian.data.table.TableReader;
import dev.jacobian.data.table.TableSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a result from front to back. */
final class JdbcReader implements TableReader {
  private final JdbcSource.Options options;
  private final List<JdbcColumn> columns;
  private final Connection connection;
  private final PreparedStatement statement;
  private final ResultSet result;
  private final double[][] numbers;
  private final @Nullable String[][] texts;
  private final int chunkRows;
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
    this.chunkRows = TableSource.chunkRows(columns.size());
    this.numbers = new double[columns.size()][];
    this.texts = new String[columns.size()][];
    for (int i = 0; i < columns.size(); i++) {
      numbers[i] = new double[isText(i) ? 0 : chunkRows];
      texts[i] = new String[isText(i) ? chunkRows : 0];
    }
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

  private boolean isText(int column) {
    return columns.get(column).column().kind() == Kind.TEXT;
  }

  @Override
  public int next() {
    int rows = 0;
    try {
      while (!isAtEnd && rows < chunkRows) {
        if (!result.next()) {
          isAtEnd = true;
          break;
        }
        for (int i = 0; i < numbers.length; i++) {
          if (isText(i)) {
            texts[i][rows] = columns.get(i).text(result);
          } else {
            numbers[i][rows] = columns.get(i).number(result);
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
  public double[] numbers(int column) {
    return numbers[column];
  }

  @Override
  public @Nullable String[] texts(int column) {
    return texts[column];
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
