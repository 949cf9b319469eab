package dev.jacobian.data;

import dev.jacobian.shape.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns labels into class indices: those of a given list, or of the sorted labels that were seen.
 */
final class ClassLabels {
  private static final int LONGEST_NUMBER = 18;
  private static final int UNKNOWN = -1;

  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final boolean given;
  private int[] seen = new int[64];
  private int count;

  /** Starts with the labels that are allowed; none for all. */
  ClassLabels(List<String> allowed) {
    this.given = !allowed.isEmpty();
    for (String name : allowed) {
      if (places.putIfAbsent(name, places.size()) != null) {
        throw new DataException("the class name '" + name + "' is given twice", "each name once");
      }
    }
  }

  /** Adds the labels of a part's rows. Those that are given have been checked. */
  void add(CsvPart part) {
    List<String> names = part.labels().names();
    int[] placeOf = new int[names.size()];
    Arrays.fill(placeOf, UNKNOWN);
    if (seen.length < count + part.rows()) {
      seen = Arrays.copyOf(seen, Math.max(count + part.rows(), 2 * seen.length));
    }
    for (int row = 0; row < part.rows(); row++) {
      int number = part.label(row);
      if (placeOf[number] == UNKNOWN) {
        places.putIfAbsent(names.get(number), places.size());
        placeOf[number] = places.getOrDefault(names.get(number), UNKNOWN);
      }
      seen[count++] = placeOf[number];
    }
  }

  /** Returns the labels in the order of their indices. */
  List<String> names() {
    List<String> names = new ArrayList<>(places.keySet());
    if (!given) {
      boolean numeric = names.stream().allMatch(ClassLabels::isWholeNumber);
      Comparator<String> asText = Comparator.naturalOrder();
      names.sort(
          numeric
              ? Comparator.<String>comparingLong(Long::parseLong).thenComparing(asText)
              : asText);
    }
    return names;
  }

  /** Returns the class index of every row. */
  long[] indices() {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    names().forEach(name -> ranks.put(name, ranks.size()));
    int[] rankOf =
        places.keySet().stream().mapToInt(name -> ranks.getOrDefault(name, -1)).toArray();
    long[] indices = new long[count];
    for (int i = 0; i < count; i++) {
      indices[i] = rankOf[seen[i]];
    }
    return indices;
  }

  private static boolean isWholeNumber(String text) {
    return text.length() <= LONGEST_NUMBER && text.matches("-?[0-9]+");
  }
}
