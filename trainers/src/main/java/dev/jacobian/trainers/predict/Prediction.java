package dev.jacobian.trainers.predict;

import dev.jacobian.shape.OptionException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model says of one row: a number for each target, in the target's own units, or the
 * probability of each class, of which the most probable is the label. Immutable.
 */
public final class Prediction {
  private final List<String> names;
  private final boolean isClass;
  private final double[] values;

  /**
   * Names values.
   *
   * @param names of the targets or the classes
   * @param values a number or a probability for each; kept
   */
  Prediction(List<String> names, boolean isClass, double[] values) {
    this.names = names;
    this.isClass = isClass;
    this.values = values;
  }

  /** Returns whether the model chooses between classes. */
  public boolean isClass() {
    return isClass;
  }

  /**
   * Returns the number for the only target.
   *
   * @throws OptionException if there are several, or the model chooses between classes
   */
  public double number() {
    requireNumbers();
    if (values.length != 1) {
      throw new OptionException(
          "a prediction of " + values.length + " targets " + names,
          "one target",
          "name it: number(target)");
    }
    return values[0];
  }

  /**
   * Returns the number for a target.
   *
   * @throws OptionException if there is none of this name, or the model chooses between classes
   */
  public double number(String target) {
    requireNumbers();
    return values[place("target", target)];
  }

  /** Returns the numbers by the names of the targets, in their order; empty for classes. */
  public Map<String, Double> numbers() {
    return isClass ? Map.of() : byName();
  }

  /** Returns the most probable class, the first of equals; empty for numbers. */
  public Optional<String> label() {
    return isClass ? Optional.of(names.get(best())) : Optional.empty();
  }

  /** Returns the probability of the most probable class. */
  public double probability() {
    requireClass();
    return values[best()];
  }

  /**
   * Returns the probability of a class.
   *
   * @throws OptionException if there is none of this name, or the model predicts numbers
   */
  public double probability(String name) {
    requireClass();
    return values[place("class", name)];
  }

  /** Returns the probabilities by the names of the classes, in their order; empty for numbers. */
  public Map<String, Double> probabilities() {
    return isClass ? byName() : Map.of();
  }

  /** Returns the numbers of the targets, or the probabilities of the classes, in their order. */
  double[] values() {
    return values;
  }

  private Map<String, Double> byName() {
    Map<String, Double> all = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      all.put(names.get(i), values[i]);
    }
    return Collections.unmodifiableMap(all);
  }

  private int best() {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private int place(String what, String name) {
    int place = names.indexOf(name);
    if (place < 0) {
      throw new OptionException("the " + what + " '" + name + "'", "one of " + names);
    }
    return place;
  }

  private void requireNumbers() {
    if (isClass) {
      throw new OptionException(
          "a number of a prediction of classes", "a class", "ask for label() or probability()");
    }
  }

  private void requireClass() {
    if (!isClass) {
      throw new OptionException(
          "a probability of a prediction of numbers", "a number", "ask for number()");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Prediction prediction
        && isClass == prediction.isClass
        && names.equals(prediction.names)
        && Arrays.equals(values, prediction.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /** Returns the numbers, or the label with its probability. */
  @Override
  public String toString() {
    return isClass ? names.get(best()) + " (" + probability() + ")" : byName().toString();
  }
}
