package dev.jacobian.data.column;

import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DataException;
import org.jspecify.annotations.Nullable;

/**
 * A feature column.
 *
 * @param name of the column
 * @param type what its cells are
 */
public record Feature(String name, ColumnType type) {
  /** Returns a column of numbers. */
  public static Feature number(String name) {
    return new Feature(name, ColumnType.number());
  }

  /**
   * Returns the raw number of a value; NaN for one that is missing: null, NaN, and a text that is
   * empty or stands for a missing value in CSV files, unless it is the name of a category.
   *
   * @param value a text, {@link Number}, {@link Boolean} or date of {@code java.time}
   * @throws DataException if the value is none of the type
   */
  public double raw(@Nullable Object value) {
    if (value == null || isMissing(value)) {
      return Double.NaN;
    }
    double raw = type.raw(value);
    if (Double.isNaN(raw)) {
      throw new DataException(
          "the feature '" + Brief.of(name) + "' is " + shown(value),
          type.expected(),
          type.fix().orElse(null),
          null);
    }
    return raw;
  }

  /** Returns the error that a value is missing where nothing is filled in. */
  public DataException missing() {
    return new DataException(
        "the feature '" + Brief.of(name) + "' is missing",
        type.expected(),
        "give it, or train with data.missing: mean, so that what is usual is filled in");
  }

  private boolean isMissing(Object value) {
    if (!(value instanceof CharSequence)) {
      return value instanceof Number number && Double.isNaN(number.doubleValue());
    }
    String text = value.toString().strip();
    return text.isEmpty()
        || (CsvFormat.defaults().missingMarkers().contains(text)
            && !(type instanceof CategoryType categories && categories.contains(text)));
  }

  private static String shown(Object value) {
    String text = Brief.of(String.valueOf(value));
    return value instanceof CharSequence ? "'" + text + "'" : text;
  }
}
