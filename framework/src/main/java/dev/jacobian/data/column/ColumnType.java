package dev.jacobian.data.column;

import java.util.List;
import java.util.Optional;

/**
 * What the cells of a column are, and the number that stands for each of them in a table of
 * numbers: its raw number. That of a missing cell is NaN, whatever the type.
 */
public sealed interface ColumnType
    permits NumberType, BooleanType, CategoryType, DateType, TextType {
  /** Returns the type's name in configuration files: {@code number}, {@code category} ... */
  String name();

  /**
   * Returns the raw number of a value that is not missing; NaN if it is none of this type.
   *
   * @param value a text, as it stands in a cell, a {@link Number}, a {@link Boolean} or a date of
   *     {@code java.time}
   */
  double raw(Object value);

  /** Returns a raw number as a cell has it: {@code male}, {@code true}, {@code 2024-02-29}. */
  String text(double raw);

  /** Returns what a value has to be, for errors: {@code one of [female, male]}. */
  String expected();

  /** Returns what can be done about a value that is none of this type, for errors. */
  default Optional<String> fix() {
    return Optional.empty();
  }

  /** Returns numbers. */
  static NumberType number() {
    return new NumberType();
  }

  /** Returns truth values. */
  static BooleanType bool() {
    return new BooleanType();
  }

  /**
   * Returns the categories of these names; any other is an error.
   *
   * @param names in the order of their numbers; empty for those that a file has, sorted as class
   *     labels are
   */
  static CategoryType category(List<String> names) {
    return new CategoryType(names, CategoryType.Unseen.ERROR);
  }

  /** Returns dates, with or without a time of day. */
  static DateType date() {
    return new DateType();
  }
}
