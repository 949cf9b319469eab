package dev.jacobian.trainers.config;

import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.Setting;
import dev.jacobian.trainers.config.keys.Suggestion;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.keys.YamlNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a loss weighs classes by.
 *
 * @param numbers the weights; empty if they follow from how many rows each class has
 * @param place where they stand
 */
public record ClassWeighting(List<Double> numbers, KeyPlace place) {
  private static final String BALANCED = "balanced";

  /** A weight for each class. */
  static final ValueType<ClassWeighting> OF_EACH_CLASS =
      new BalancedOr(
          "a list of numbers of at least 0, one for each class",
          ClassWeighting::readEachClass,
          true);

  /** A weight for the second of two classes. */
  static final ValueType<ClassWeighting> OF_POSITIVES =
      new BalancedOr("a number above 0", ClassWeighting::readPositives, false);

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
   * The word, or weights.
   *
   * @param isList whether weights are written as a list, however many there are
   */
  private record BalancedOr(String weights, ValueType.Reader<List<Double>> reader, boolean isList)
      implements ValueType<ClassWeighting> {
    @Override
    public @Nullable ClassWeighting read(YamlNode node) {
      if (node instanceof YamlNode.Scalar scalar && BALANCED.equals(scalar.value())) {
        return new ClassWeighting(List.of(), node.place());
      }
      List<Double> numbers = reader.read(node);
      return numbers == null ? null : new ClassWeighting(numbers, node.place());
    }

    @Override
    public String expected() {
      return BALANCED + ", or " + weights;
    }

    @Override
    public Optional<String> meant(YamlNode node) {
      return node instanceof YamlNode.Scalar scalar
          ? Suggestion.nearest(scalar.text(), List.of(BALANCED))
          : Optional.empty();
    }

    @Override
    public Object written(ClassWeighting value) {
      return value.isBalanced() ? BALANCED : isList ? value.numbers : value.numbers.get(0);
    }
  }

  private static @Nullable List<Double> readEachClass(YamlNode node) {
    if (!(node instanceof YamlNode.Sequence list) || list.items().isEmpty()) {
      return null;
    }
    ValueType<Double> weight = ValueType.notNegative();
    List<Double> numbers = list.items().stream().map(weight::require).toList();
    if (numbers.stream().allMatch(number -> number == 0)) {
      throw new ConfigException(
          node.place(), "every weight is 0", "a weight above 0 for at least one class");
    }
    return numbers;
  }

  private static @Nullable List<Double> readPositives(YamlNode node) {
    Double number = ValueType.positive().read(node);
    return number == null ? null : List.of(number);
  }
}
