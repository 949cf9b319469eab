package dev.jacobian.data.text;

import dev.jacobian.data.column.LabelKeys;
import dev.jacobian.data.table.DroppedRows;
import dev.jacobian.data.table.TextStream;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Texts with a class each, as a file or another table has them.
 *
 * @param source what errors call it
 * @param unit what its texts are counted by, for errors: {@code line} or {@code row}
 * @param places the place of each text, from 1
 * @param texts the texts
 * @param labels the name of the class of each
 * @param groups the name of the group of each, such as who wrote it; empty if they have none
 * @param dropped rows of a table that were left out since something was missing
 */
public record LabelledTexts(
    String source,
    String unit,
    List<Integer> places,
    List<String> texts,
    List<String> labels,
    List<String> groups,
    DroppedRows dropped) {
  /** Copies the lists. */
  public LabelledTexts {
    places = List.copyOf(places);
    texts = List.copyOf(texts);
    labels = List.copyOf(labels);
    groups = List.copyOf(groups);
  }

  /**
   * Reads a file of JSON lines: {@code {"text": "good value", "label": "praise"}}. Empty lines are
   * left out.
   *
   * @param textField the name of the text
   * @param labelField the name of the class, which is a text, a number, true or false
   * @throws DataException if a line is no JSON object, or lacks one of them; the message has the
   *     file's name and the line
   */
  public static LabelledTexts jsonLines(Path file, String textField, String labelField) {
    List<String> texts = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    List<String> lines = Texts.whole(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        JsonLine line =
            JsonLine.read(file + ", line " + (i + 1), lines.get(i), List.of(textField, labelField));
        texts.add(line.text(textField));
        labels.add(line.label(labelField));
        numbers.add(i + 1);
      }
    }
    return new LabelledTexts(
        file.toString(), "line", numbers, texts, labels, List.of(), DroppedRows.none());
  }

  /**
   * Reads a table.
   *
   * @param rows whose cells are the text, the group if there is one, and the class
   * @throws DataException if a row cannot be used; the message has the table's name and the line,
   *     or row
   */
  public static LabelledTexts table(TextStream rows) {
    List<String> texts = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    DroppedRows dropped =
        rows.forEach(
            part -> {
              for (TextStream.Row row : part) {
                List<String> cells = row.cells();
                texts.add(cells.get(0));
                groups.addAll(cells.subList(1, cells.size() - 1));
                labels.add(cells.get(cells.size() - 1));
              }
            });
    String unit = dropped.total() == 0 ? "row" : "used row";
    List<Integer> places = IntStream.rangeClosed(1, texts.size()).boxed().toList();
    return new LabelledTexts(rows.name(), unit, places, texts, labels, groups, dropped);
  }

  /** Returns the number of texts. */
  public int size() {
    return texts.size();
  }

  /** Returns what errors call a text. */
  public String place(int row) {
    return source + ", " + unit + " " + places.get(row);
  }

  /** Returns the names of all classes: by value if they are numbers, else as texts are sorted. */
  public List<String> classNames() {
    return LabelKeys.seen(labels).sorted();
  }

  /**
   * Returns the class of each text.
   *
   * @param classNames in the order of their numbers
   * @throws DataException if a text is of another one; the message has its place
   */
  public long[] classes(List<String> classNames) {
    return numbers(labels, classNames, "class");
  }

  /** Returns the group of each text, as a number that its name has among all; none without them. */
  public long[] groupNumbers() {
    return numbers(groups, LabelKeys.seen(groups).sorted(), "group");
  }

  private long[] numbers(List<String> of, List<String> names, String what) {
    LabelKeys keys = LabelKeys.given(names);
    Map<String, Integer> numbers = new HashMap<>();
    names.forEach(name -> numbers.put(keys.key(name), numbers.size()));
    long[] found = new long[of.size()];
    for (int i = 0; i < found.length; i++) {
      Integer number = numbers.get(keys.key(of.get(i)));
      if (number == null) {
        throw new DataException(
            place(i) + ": the " + what + " '" + Brief.of(of.get(i)) + "'",
            "one of " + LabelKeys.shown(names));
      }
      found[i] = number;
    }
    return found;
  }

  /** Returns some of the texts, in the order of their indices. */
  public LabelledTexts part(long[] rows) {
    return new LabelledTexts(
        source,
        unit,
        some(places, rows),
        some(texts, rows),
        some(labels, rows),
        groups.isEmpty() ? groups : some(groups, rows),
        dropped);
  }

  private static <T> List<T> some(List<T> all, long[] rows) {
    return LongStream.of(rows).mapToObj(row -> all.get((int) row)).toList();
  }
}
