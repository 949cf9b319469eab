package dev.jacobian.data.column;

import dev.jacobian.shape.DType;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the cells at the start of a file say of a column.
 *
 * @param type of most of them: numbers; truth values if there are no other words than those of one
 *     pair; dates; else categories. Numbers if all are missing
 * @param rows how many of the cells are not missing
 * @param different how many different ones are among them
 * @param example one of them; empty if there is none
 */
public record ColumnGuess(ColumnType type, int rows, int different, String example) {
  private static final List<Set<String>> SINGLE_WORDS =
      List.of(Set.of("true", "false"), Set.of("yes", "no"));

  /** Letters mean truth only together: one of them may be any code. */
  private static final List<Set<String>> LETTERS = List.of(Set.of("t", "f"), Set.of("y", "n"));

  private static final int FEW = 20;

  /**
   * Returns whether the column has texts of which hardly two rows have the same, such as names,
   * which are no categories.
   */
  public boolean isFreeText() {
    return type instanceof CategoryType && different > FEW && 2 * different > rows;
  }

  /**
   * Looks at texts.
   *
   * @param texts different ones, none of which stands for a missing value
   * @param counts how many cells have each
   * @param format how numbers are written
   */
  public static ColumnGuess of(List<String> texts, List<Integer> counts, CsvFormat format) {
    int rows = counts.stream().mapToInt(Integer::intValue).sum();
    return new ColumnGuess(
        type(texts, counts, rows, format), rows, texts.size(), texts.isEmpty() ? "" : texts.get(0));
  }

  private static ColumnType type(
      List<String> texts, List<Integer> counts, int rows, CsvFormat format) {
    if (!texts.isEmpty() && isTruth(texts)) {
      return ColumnType.bool();
    }
    CellText cells = new CellText(format, DType.FLOAT64);
    int numeric = 0;
    int dated = 0;
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      // Those that only another format has as numbers are errors that say so.
      boolean isNumber =
          cells.read(text) == CellText.Kind.NUMBER || NumberHint.of(text, format).isPresent();
      numeric += isNumber ? counts.get(i) : 0;
      dated += Double.isNaN(ColumnType.date().raw(text)) ? 0 : counts.get(i);
    }
    // The few that are something else are errors with a line, when the file is read.
    if (rows == 0 || 2 * numeric > rows) {
      return ColumnType.number();
    }
    return 2 * dated > rows ? ColumnType.date() : ColumnType.category(List.of());
  }

  private static boolean isTruth(List<String> texts) {
    Set<String> words =
        texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    return SINGLE_WORDS.stream().anyMatch(pair -> pair.containsAll(words))
        || LETTERS.contains(words);
  }
}
