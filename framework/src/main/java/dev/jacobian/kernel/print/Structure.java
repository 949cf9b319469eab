package dev.jacobian.kernel.print;

import java.util.List;

/**
 * The values of a kernel without its shapes and numbers: kernels of equal structure share one
 * compiled class.
 *
 * @param values each value once, after its operands
 * @param results for each result of the kernel, which value it is
 */
public record Structure(List<NumberedValue> values, List<Integer> results) {
  /** Copies the lists. */
  public Structure {
    values = List.copyOf(values);
    results = List.copyOf(results);
  }

  /** Returns the value of a number. */
  public NumberedValue value(int number) {
    return values.get(number);
  }

  /** Returns how many constants there are. */
  public int constants() {
    int count = 0;
    for (NumberedValue value : values) {
      if (value instanceof NumberedValue.Constant constant) {
        count = Math.max(count, constant.slot() + 1);
      }
    }
    return count;
  }

  /** Returns how many parameters there are. */
  public int parameters() {
    int count = 0;
    for (NumberedValue value : values) {
      if (value instanceof NumberedValue.Parameter parameter) {
        count = Math.max(count, parameter.index() + 1);
      }
    }
    return count;
  }
}
