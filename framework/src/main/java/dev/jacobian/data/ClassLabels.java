package dev.jacobian.data;

import dev.jacobian.shape.DataException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns labels into class indices: those of a given list, or of the sorted labels that were seen.
 */
final class ClassLabels {
  private static final int UNKNOWN = -1;

  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final List<String> given;

  /** Starts with the labels that are allowed; none for all. */
  ClassLabels(List<String> allowed) {
    this.given = List.copyOf(allowed);
    for (String name : allowed) {
      if (places.putIfAbsent(name, places.size()) != null) {
        throw new DataException("the class name '" + name + "' is given twice", "each name once");
      }
    }
  }

  /**
   * Adds the labels of a part's rows. Those that are given have been checked.
   *
   * @return for each row the label's place in the order in which labels were first seen
   */
  int[] add(CsvPart part) {
    List<String> names = part.labels().names();
    int[] placeOf = new int[names.size()];
    Arrays.fill(placeOf, UNKNOWN);
    int[] rows = new int[part.rows()];
    for (int row = 0; row < rows.length; row++) {
      int number = part.label(row);
      if (placeOf[number] == UNKNOWN) {
        places.putIfAbsent(names.get(number), places.size());
        placeOf[number] = places.getOrDefault(names.get(number), UNKNOWN);
      }
      rows[row] = placeOf[number];
    }
    return rows;
  }

  /** Returns the classes' names in the order of their indices. */
  List<String> names() {
    return given.isEmpty() ? keys().sorted() : given;
  }

  private LabelKeys keys() {
    return given.isEmpty() ? LabelKeys.seen(places.keySet()) : LabelKeys.given(given);
  }

  /** Returns the class index of each place that {@link #add} returned. */
  long[] indices() {
    LabelKeys keys = keys();
    Map<String, Integer> ranks = new HashMap<>();
    names().forEach(name -> ranks.put(keys.key(name), ranks.size()));
    return places.keySet().stream()
        .mapToLong(label -> ranks.getOrDefault(keys.key(label), UNKNOWN))
        .toArray();
  }
}
