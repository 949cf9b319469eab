package dev.jacobian.data.column;

import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DataException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The feature columns of a table: their names, their order, and what their cells are.
 *
 * @param features in the order of the numbers of a row
 */
public record TableSchema(List<Feature> features) {
  /**
   * Copies the list.
   *
   * @throws DataException if two columns have one name
   */
  public TableSchema {
    features = List.copyOf(features);
    Set<String> names = new HashSet<>();
    for (Feature feature : features) {
      if (!names.add(feature.name())) {
        throw new DataException(
            "two features are called '" + Brief.of(feature.name()) + "'", "a name of its own each");
      }
    }
  }

  /** Returns columns of numbers. */
  public static TableSchema numbers(List<String> names) {
    return new TableSchema(names.stream().map(Feature::number).toList());
  }

  /** Returns the columns' names. */
  public List<String> names() {
    return features.stream().map(Feature::name).toList();
  }

  /** Returns the number of columns. */
  public int size() {
    return features.size();
  }

  /** Returns whether all columns are numbers. */
  public boolean isNumeric() {
    return features.stream().allMatch(feature -> feature.type() instanceof NumberType);
  }

  /**
   * Returns the raw numbers of a row; NaN for a value that is missing. The row may have more than
   * the columns.
   *
   * @param row each column's value by its name: a text, {@link Number}, {@link Boolean} or date of
   *     {@code java.time}; null for a missing one
   * @throws DataException if the row has no entry for a column, or a value is none of its type
   */
  public double[] raw(Map<String, ?> row) {
    double[] raw = new double[features.size()];
    for (int i = 0; i < raw.length; i++) {
      Feature feature = features.get(i);
      Object value = row.get(feature.name());
      if (value == null && !row.containsKey(feature.name())) {
        throw new DataException(
            "the row has no '" + Brief.of(feature.name()) + "', but " + Brief.of(row.keySet()),
            "a value for each of " + Brief.of(names()),
            "name it so, or give null for a missing value");
      }
      raw[i] = feature.raw(value);
    }
    return raw;
  }
}
