package dev.jacobian.compile.emit;

import java.util.List;

/**
 * The values of a kernel without its shapes and numbers: kernels of equal structure share one
 * compiled class.
 *
 * @param values each value once, after its operands
 * @param results for each result of the kernel, which value it is
 */
record Structure(List<Value> values, List<Integer> results) {
  Structure {
    values = List.copyOf(values);
    results = List.copyOf(results);
  }

  Value value(int number) {
    return values.get(number);
  }
}
