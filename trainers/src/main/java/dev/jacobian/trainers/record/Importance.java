package dev.jacobian.trainers.record;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * How much worse a model judges rows when one column of them is shuffled.
 *
 * @param rows which rows, such as {@code 30 held-out rows}
 * @param score what the model is judged by, such as {@code accuracy}
 * @param columns the columns in their order
 */
public record Importance(String rows, String score, List<Column> columns) {
  /** Copies the list. */
  public Importance {
    Objects.requireNonNull(rows, "no rows");
    Objects.requireNonNull(score, "no score");
    columns = List.copyOf(columns);
  }

  /**
   * The importance of a column.
   *
   * @param name the column's
   * @param mean by how much the score is worse, in the mean over several orders; below 0 if it is
   *     better
   * @param std the standard deviation over these orders
   */
  public record Column(String name, double mean, double std) {
    /** Checks the name. */
    public Column {
      Objects.requireNonNull(name, "no name");
    }
  }

  /** Returns the columns, the most important first. */
  public List<Column> sorted() {
    return columns.stream().sorted(Comparator.comparingDouble(Column::mean).reversed()).toList();
  }

  /** Returns what the numbers are, in words. */
  public String described() {
    String direction = ScoreDirection.of(score) == ScoreDirection.LOWER ? " rises" : " falls";
    return "by how much " + score + direction + " when a column is shuffled";
  }
}
