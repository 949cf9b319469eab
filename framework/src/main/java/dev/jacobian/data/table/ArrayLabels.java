package dev.jacobian.data.table;

import dev.jacobian.data.column.LabelKeys;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Classes that are whole numbers in an array.
 *
 * @param names the numbers as text, in the order of their indices
 * @param indices the index of each row's class
 */
@SuppressWarnings("ArrayRecordComponent") // the indices go into a tensor at once
record ArrayLabels(List<String> names, long[] indices) {
  /**
   * Reads the classes of an array.
   *
   * @param allowed the names in the order of their indices; empty for those that occur, by value
   */
  static ArrayLabels of(ArrayDataset.Part part, List<String> allowed) {
    long[] values = wholeNumbers(part);
    List<String> names = allowed.isEmpty() ? occurring(values) : allowed;
    LabelKeys keys = LabelKeys.given(names);
    if (!keys.areNumbers()) {
      throw new DataException(
          part.name() + ": the classes are called " + LabelKeys.shown(names),
          "whole numbers, as the array has",
          "use the data that the model was trained on");
    }
    Map<String, Long> indexOf = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      indexOf.put(keys.key(names.get(i)), (long) i);
    }
    for (int row = 0; row < values.length; row++) {
      Long index = indexOf.get(Long.toString(values[row]));
      if (index == null) {
        throw new DataException(
            part.name() + ": row " + row + " has the class " + values[row],
            "one of " + LabelKeys.shown(names));
      }
      values[row] = index;
    }
    return new ArrayLabels(names, values);
  }

  private static long[] wholeNumbers(ArrayDataset.Part part) {
    if (part.values().size() != part.values().size(0)) {
      throw new DataException(
          part.name() + ": classes of shape " + part.values().shape(),
          "[n] or [n, 1], a whole number for each row",
          "turn one-hot rows into numbers, with numpy: y.argmax(1)");
    }
    if (!part.values().dtype().isFloating()) {
      return part.values().to(DType.INT64).toLongArray();
    }
    double[] values = part.values().toDoubleArray();
    long[] whole = new long[values.length];
    for (int row = 0; row < values.length; row++) {
      whole[row] = (long) values[row];
      if (whole[row] != values[row]) {
        throw new DataException(
            part.name() + ": row " + row + " has the class " + values[row], "whole numbers");
      }
    }
    return whole;
  }

  private static List<String> occurring(long[] values) {
    TreeSet<Long> distinct = new TreeSet<>();
    for (long value : values) {
      distinct.add(value);
    }
    return distinct.stream().map(String::valueOf).toList();
  }
}
