package dev.jacobian.trainers.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a loss weighs classes by.
 *
 * @param numbers the weights; empty if they follow from how many rows each class has
 * @param place where they stand
 */
public record ClassWeighting(List<Double> numbers, Place place) {
  private static final String BALANCED = "balanced";

  /** A weight for each class. */
  static final ValueType<ClassWeighting> OF_EACH_CLASS =
      balancedOr(
          "a list of numbers of at least 0, one for each class", ClassWeighting::readEachClass);

  /** A weight for the second of two classes. */
  static final ValueType<ClassWeighting> OF_POSITIVES =
      balancedOr("a number above 0", ClassWeighting::readPositives);

  /** Copies the list. */
  public ClassWeighting {
    numbers = List.copyOf(numbers);
  }

  /** Returns the weights as they are written, wherever they stand. */
  @Override
  public String toString() {
    return isBalanced() ? BALANCED : Setting.text(numbers);
  }

  /** Returns whether the weights follow from the rows. */
  public boolean isBalanced() {
    return numbers.isEmpty();
  }

  /**
   * Returns the weights as a configuration has them.
   *
   * @param ofEachClass whether they are a list, however many there are
   */
  Object value(boolean ofEachClass) {
    return isBalanced() ? BALANCED : ofEachClass ? numbers : numbers.get(0);
  }

  private static ValueType<ClassWeighting> balancedOr(
      String expected, ValueType.Reader<List<Double>> reader) {
    return ValueType.of(
        BALANCED + ", or " + expected,
        node -> {
          if (node instanceof YamlNode.Scalar scalar && BALANCED.equals(scalar.value())) {
            return new ClassWeighting(List.of(), node.place());
          }
          List<Double> numbers = reader.read(node);
          return numbers == null ? null : new ClassWeighting(numbers, node.place());
        },
        text -> Suggestion.nearest(text, List.of(BALANCED)));
  }

  private static @Nullable List<Double> readEachClass(YamlNode node) {
    if (!(node instanceof YamlNode.Sequence list) || list.items().isEmpty()) {
      return null;
    }
    ValueType<Double> weight = ValueType.numberFrom(0, Double.POSITIVE_INFINITY);
    List<Double> numbers = list.items().stream().map(weight::require).toList();
    if (numbers.stream().allMatch(number -> number == 0)) {
      throw new ConfigException(
          node.place(), "every weight is 0", "a weight above 0 for at least one class");
    }
    return numbers;
  }

  private static @Nullable List<Double> readPositives(YamlNode node) {
    Double number = ValueType.numberAbove(0).read(node);
    return number == null ? null : List.of(number);
  }
}
