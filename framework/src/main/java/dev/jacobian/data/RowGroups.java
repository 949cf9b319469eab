package dev.jacobian.data;

import dev.jacobian.shape.DataException;
import java.util.Arrays;

/** The group of each row of a data set, groups being numbered from 0 in rising order. */
final class RowGroups {
  private final int[] of;
  private final int count;

  private RowGroups(int[] of, int count) {
    this.of = of;
    this.count = count;
  }

  /**
   * Numbers the groups.
   *
   * @throws DataException if there are not as many as rows
   */
  static RowGroups of(String what, Dataset dataset, long[] groups) {
    if (groups.length != dataset.size()) {
      throw new DataException(
          what + ": groups of " + groups.length + " rows for " + dataset.size() + " rows",
          "a group for each row");
    }
    long[] distinct = Arrays.stream(groups).sorted().distinct().toArray();
    int[] of = Arrays.stream(groups).mapToInt(g -> Arrays.binarySearch(distinct, g)).toArray();
    return new RowGroups(of, distinct.length);
  }

  int of(int row) {
    return of[row];
  }

  /** Returns the number of groups. */
  int count() {
    return count;
  }

  /** Returns how many rows each group has. */
  long[] sizes() {
    long[] sizes = new long[count];
    for (int group : of) {
      sizes[group]++;
    }
    return sizes;
  }

  /** Returns the number of groups in words. */
  String described() {
    return count + (count == 1 ? " group" : " groups");
  }
}
