package dev.jacobian.data.table;

import dev.jacobian.data.column.LabelKeys;
import dev.jacobian.shape.DataException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The categories that a file has in a column: numbers them as they are first seen, since all are
 * known only at the end of the file, and then tells their places among the sorted names.
 */
final class FoundCategories {
  /** More are no categories, and would fill the memory before the file ends. */
  private static final int MOST = 1_000_000;

  private static final int UNKNOWN = -1;

  private final String where;
  private final Map<String, Integer> places = new LinkedHashMap<>();

  /**
   * Starts with none.
   *
   * @param where the file and the column, for errors
   */
  FoundCategories(String where) {
    this.where = where;
  }

  /**
   * Takes the categories of a part's rows, and puts their places into the rows. Texts of rows that
   * were left out are none.
   */
  void add(TablePart part, int slot) {
    List<String> texts = part.texts(slot);
    int[] placeOf = new int[texts.size()];
    Arrays.fill(placeOf, UNKNOWN);
    for (int row = 0; row < part.rows(); row++) {
      double number = part.get(row, slot);
      if (!Double.isNaN(number)) {
        int text = (int) number;
        if (placeOf[text] == UNKNOWN) {
          placeOf[text] = place(texts.get(text));
        }
        part.set(row, slot, placeOf[text]);
      }
    }
  }

  private int place(String text) {
    int next = places.size();
    Integer place = places.putIfAbsent(text, next);
    if (place == null && next == MOST) {
      throw new DataException(
          where + ": more than " + MOST + " different values", "categories", "ignore the column");
    }
    return place == null ? next : place;
  }

  /** Puts the numbers of the categories in place of the places, in a column of all rows. */
  void renumber(GrowingNumbers rows, int first, int step) {
    long[] numbers = numbers();
    rows.replaceEach(first, step, place -> Double.isNaN(place) ? Double.NaN : numbers[(int) place]);
  }

  /** Returns the names, sorted: by value if all are numbers, of which spellings are one. */
  List<String> names() {
    return keys().sorted();
  }

  private LabelKeys keys() {
    return LabelKeys.seen(places.keySet());
  }

  /** Returns the number of each place that {@link #add} put into rows. */
  long[] numbers() {
    LabelKeys keys = keys();
    Map<String, Integer> ranks = new HashMap<>();
    keys.sorted().forEach(name -> ranks.put(keys.key(name), ranks.size()));
    return places.keySet().stream()
        .mapToLong(text -> ranks.getOrDefault(keys.key(text), UNKNOWN))
        .toArray();
  }
}
