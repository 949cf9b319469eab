package dev.jacobian.data.jdbc;

import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.table.SourceColumn;
import dev.jacobian.data.table.SourceColumn.Kind;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A column of a query.
 *
 * @param place in the result, from 1
 * @param name by which the query calls it
 * @param form how its cells are asked for
 * @param type the database's own name of its type
 */
record JdbcColumn(int place, String name, Form form, String type) {
  /** How cells are asked for. */
  enum Form {
    NUMBER(Kind.NUMBER),
    FLOAT32(Kind.NUMBER),
    BOOLEAN(Kind.BOOLEAN),
    DATE(Kind.DATE),
    DATE_TIME(Kind.DATE),
    INSTANT(Kind.DATE),
    TEXT(Kind.TEXT),
    OTHER(Kind.OTHER);

    private final Kind kind;

    Form(Kind kind) {
      this.kind = kind;
    }
  }

  static JdbcColumn of(ResultSetMetaData data, int place) throws SQLException {
    String type = String.valueOf(data.getColumnTypeName(place));
    Form form = form(data.getColumnType(place), type, data.getPrecision(place));
    return new JdbcColumn(place, data.getColumnLabel(place), form, type);
  }

  private static Form form(int type, String name, int precision) {
    return switch (type) {
      case Types.BOOLEAN -> Form.BOOLEAN;
      // PostgreSQL's and MySQL's word for booleans, which is that for many bits too.
      case Types.BIT -> precision <= 1 && !name.equals("bit") ? Form.BOOLEAN : Form.OTHER;
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.FLOAT,
          Types.DOUBLE,
          Types.NUMERIC,
          Types.DECIMAL,
          Types.NULL ->
          Form.NUMBER;
      case Types.REAL -> Form.FLOAT32;
      case Types.DATE -> Form.DATE;
      case Types.TIMESTAMP -> name.equals("timestamptz") ? Form.INSTANT : Form.DATE_TIME;
      case Types.TIMESTAMP_WITH_TIMEZONE -> Form.INSTANT;
      case Types.CHAR,
          Types.VARCHAR,
          Types.LONGVARCHAR,
          Types.NCHAR,
          Types.NVARCHAR,
          Types.LONGNVARCHAR,
          Types.CLOB,
          Types.NCLOB ->
          Form.TEXT;
      default -> Form.OTHER;
    };
  }

  SourceColumn column() {
    return new SourceColumn(name, form.kind, type);
  }

  /** Returns the number in this row of a result, NaN if it is missing. */
  double number(ResultSet row) throws SQLException {
    double value =
        switch (form) {
          // A real is the float32 that it is, whether the driver gets it as bytes or as text.
          case FLOAT32 -> row.getFloat(place);
          case BOOLEAN -> row.getBoolean(place) ? 1 : 0;
          case DATE -> date(row.getObject(place, LocalDate.class));
          case DATE_TIME -> date(row.getObject(place, LocalDateTime.class));
          case INSTANT -> {
            @Nullable OffsetDateTime time = row.getObject(place, OffsetDateTime.class);
            yield time == null ? Double.NaN : date(time.toInstant());
          }
          default -> row.getDouble(place);
        };
    return row.wasNull() ? Double.NaN : value;
  }

  private static double date(@Nullable Object value) {
    return value == null ? Double.NaN : ColumnType.date().raw(value);
  }

  /** Returns the text in this row of a result, null if it is missing. */
  @Nullable String text(ResultSet row) throws SQLException {
    return row.getString(place);
  }
}
