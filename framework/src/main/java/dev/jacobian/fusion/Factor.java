package dev.jacobian.fusion;

import dev.jacobian.graph.Node;
import dev.jacobian.graph.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * A scalar factor of a matrix product: a constant times numbers that are known at each run.
 *
 * @param constant the constant part
 * @param numbers slots of the other parts
 */
public record Factor(double constant, List<Integer> numbers) {
  static final Factor ZERO = new Factor(0, List.of());
  static final Factor ONE = new Factor(1, List.of());

  /** Copies the list. */
  public Factor {
    numbers = List.copyOf(numbers);
  }

  /** Returns this factor times a scalar node. */
  Factor times(Node scalar) {
    if (scalar.source() instanceof Source.RunNumber number) {
      List<Integer> all = new ArrayList<>(numbers);
      all.add(number.slot());
      return new Factor(constant, all);
    }
    Double value = scalar.constant();
    if (value == null) {
      throw new IllegalArgumentException(scalar + " is not a scalar number");
    }
    return new Factor(constant * value, numbers);
  }

  Factor negated() {
    return new Factor(-constant, numbers);
  }

  /** Returns the factor in a run. */
  public double value(double[] runNumbers) {
    double value = constant;
    for (int i = 0; i < numbers.size(); i++) {
      value *= runNumbers[numbers.get(i)];
    }
    return value;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(new Source.Constant(constant).label());
    numbers.forEach(slot -> text.append(" * number ").append(slot));
    return text.toString();
  }
}
