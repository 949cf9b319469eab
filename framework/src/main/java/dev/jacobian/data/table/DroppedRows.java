package dev.jacobian.data.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rows of a table that were left out because of a missing value.
 *
 * @param byColumn how many there are for each column, by the first one that is missing in a row; in
 *     the order of the file, without zeros
 */
public record DroppedRows(Map<String, Long> byColumn) {
  private static final int SHOWN = 3;
  private static final DroppedRows NONE = new DroppedRows(Map.of());

  /** Copies the map. */
  public DroppedRows {
    byColumn = Collections.unmodifiableMap(new LinkedHashMap<>(byColumn));
  }

  /** Returns that none was left out. */
  public static DroppedRows none() {
    return NONE;
  }

  /** Returns their number. */
  public long total() {
    return byColumn.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns them in words: {@code 90 dropped: 'z' is missing}; empty if there are none. */
  @Override
  public String toString() {
    if (byColumn.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(total() + " dropped: ");
    if (byColumn.size() == 1) {
      return text + "'" + byColumn.keySet().iterator().next() + "' is missing";
    }
    int shown = 0;
    for (Map.Entry<String, Long> column : byColumn.entrySet()) {
      if (shown == SHOWN) {
        return text.append(" and others").toString();
      }
      text.append(shown++ == 0 ? "" : ", ")
          .append("'")
          .append(column.getKey())
          .append("' is missing in ");
      text.append(column.getValue());
    }
    return text.toString();
  }
}
