package dev.jacobian.trainers.config.kind;

import dev.jacobian.data.column.CategoryType.Unseen;
import dev.jacobian.data.column.ColumnType;
import java.util.List;

/** What the cells of a feature column are. */
public enum ColumnKind {
  /** Numbers. */
  NUMBER,
  /** Text or numbers that many rows share. */
  CATEGORY,
  /** True or false. */
  BOOLEAN,
  /** Dates, with or without a time of day. */
  DATE;

  /**
   * Returns the type of such a column; of categories, with those that a file has.
   *
   * @param unseen what is done about other categories
   */
  public ColumnType type(Unseen unseen) {
    return switch (this) {
      case NUMBER -> ColumnType.number();
      case CATEGORY -> ColumnType.category(List.of()).withUnseen(unseen);
      case BOOLEAN -> ColumnType.bool();
      case DATE -> ColumnType.date();
    };
  }
}
