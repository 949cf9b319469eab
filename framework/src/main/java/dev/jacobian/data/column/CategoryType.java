package dev.jacobian.data.column;

import dev.jacobian.shape.DataException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Categories by name. A category's number is its place among the names. As with class labels, names
 * that all are numbers are found in any spelling: {@code 1}, {@code +1} and {@code 1.0} are one.
 * Scikit-learn equivalent: {@code OrdinalEncoder}; pandas: {@code Categorical}. Immutable.
 */
public final class CategoryType implements ColumnType {
  /** What is done about a category that is none of those that are known. */
  public enum Unseen {
    /** It is an error. */
    ERROR,
    /** It becomes {@link CategoryType#unknown()}. */
    UNKNOWN
  }

  private final List<String> names;
  private final Unseen unseen;
  private final LabelKeys keys;
  private final Map<String, Integer> places = new HashMap<>();

  /**
   * Makes the type.
   *
   * @param names in the order of their numbers; empty for those that a file has
   * @throws DataException if a name is given twice
   */
  public CategoryType(List<String> names, Unseen unseen) {
    this.names = List.copyOf(names);
    this.unseen = unseen;
    this.keys = LabelKeys.given(this.names);
    for (String name : this.names) {
      if (places.putIfAbsent(keys.key(name), places.size()) != null) {
        throw new DataException("the category '" + name + "' is given twice", "each name once");
      }
    }
  }

  /** Returns the categories' names in the order of their numbers. */
  public List<String> names() {
    return names;
  }

  /** Returns what is done about other categories. */
  public Unseen unseen() {
    return unseen;
  }

  /** Returns the raw number of a category that is none of the names: their number. */
  public int unknown() {
    return names.size();
  }

  /** Returns the same policy for these names. */
  public CategoryType withNames(List<String> names) {
    return new CategoryType(names, unseen);
  }

  /** Returns these names with another policy. */
  public CategoryType withUnseen(Unseen unseen) {
    return new CategoryType(names, unseen);
  }

  /** Returns whether a text is one of the names. */
  public boolean contains(String text) {
    return keys.contains(text);
  }

  @Override
  public String name() {
    return "category";
  }

  @Override
  public double raw(Object value) {
    String text = value.toString().strip();
    @Nullable Integer place = places.get(keys.key(text));
    if (place == null && value instanceof Boolean) {
      // True and False, as pandas writes them.
      place =
          names.stream()
              .filter(text::equalsIgnoreCase)
              .map(names::indexOf)
              .findFirst()
              .orElse(null);
    }
    return place != null ? place : unseen == Unseen.UNKNOWN ? unknown() : Double.NaN;
  }

  @Override
  public String text(double raw) {
    return raw >= 0 && raw < names.size() ? names.get((int) raw) : "an unknown category";
  }

  @Override
  public String expected() {
    return names.isEmpty() ? "a category" : "one of " + LabelKeys.shown(names);
  }

  @Override
  public Optional<String> fix() {
    return Optional.of(
        "correct it, or train with data.unseen: unknown to let a model take categories that it"
            + " does not know");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CategoryType that && names.equals(that.names) && unseen == that.unseen;
  }

  @Override
  public int hashCode() {
    return Objects.hash(names, unseen);
  }

  /** Returns {@code category [female, male]}. */
  @Override
  public String toString() {
    return name() + " " + names + (unseen == Unseen.UNKNOWN ? ", others unknown" : "");
  }
}
