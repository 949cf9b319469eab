package dev.jacobian.data.table;

import dev.jacobian.shape.DataException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A choice of a file's column, by its name or by its place.
 *
 * @param name the name in the header, or null if the place is meant
 * @param index the place from 0, or from the end if negative ({@code -1} is the last); not used
 *     with a name
 */
public record Column(@Nullable String name, int index) {
  /** Returns the column with a name. */
  public static Column named(String name) {
    return new Column(name, 0);
  }

  /** Returns the column at a place from 0, or from the end if negative. */
  public static Column at(int index) {
    return new Column(null, index);
  }

  /** Returns the columns with these names. */
  public static List<Column> named(String... names) {
    return Arrays.stream(names).map(Column::named).toList();
  }

  /** Returns the columns at these places. */
  public static List<Column> at(int... indices) {
    return Arrays.stream(indices).mapToObj(Column::at).toList();
  }

  /**
   * Returns the place from 0.
   *
   * @param file for the error
   * @param names of all columns
   * @throws DataException if there is no such column; the message lists those that there are
   */
  int resolve(String file, List<String> names) {
    int place = name != null ? names.indexOf(name) : index < 0 ? index + names.size() : index;
    if (place < 0 || place >= names.size()) {
      throw new DataException(
          file + ": there is no column " + this,
          name != null
              ? "one of " + quoted(names)
              : "an index from " + -names.size() + " to " + (names.size() - 1));
    }
    return place;
  }

  /** Returns whether this names the column at a place, if there is one; names differ. */
  boolean isCalled(List<String> names, int place) {
    return name != null && place < names.size() && name.equals(names.get(place));
  }

  private static String quoted(List<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
  }

  /** Returns {@code 'name'} or {@code index 3}. */
  @Override
  public String toString() {
    return name != null ? "'" + name + "'" : "index " + index;
  }
}
