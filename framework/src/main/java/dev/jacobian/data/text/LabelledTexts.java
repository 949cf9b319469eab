package dev.jacobian.data.text;

import dev.jacobian.data.column.LabelKeys;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Texts with a class each, as a file has them.
 *
 * @param source what errors call the file
 * @param texts the texts
 * @param labels the name of the class of each
 * @param lines the line of each in the file, from 1
 */
public record LabelledTexts(
    String source, List<String> texts, List<String> labels, List<Integer> lines) {
  /** Copies the lists. */
  public LabelledTexts {
    texts = List.copyOf(texts);
    labels = List.copyOf(labels);
    lines = List.copyOf(lines);
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
    return new LabelledTexts(file.toString(), texts, labels, numbers);
  }

  /** Returns the number of texts. */
  public int size() {
    return texts.size();
  }

  /** Returns what errors call a text. */
  public String place(int row) {
    return source + ", line " + lines.get(row);
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
    LabelKeys keys = LabelKeys.given(classNames);
    Map<String, Integer> numbers = new HashMap<>();
    classNames.forEach(name -> numbers.put(keys.key(name), numbers.size()));
    long[] classes = new long[size()];
    for (int i = 0; i < classes.length; i++) {
      Integer number = numbers.get(keys.key(labels.get(i)));
      if (number == null) {
        throw new DataException(
            place(i) + ": the class '" + Brief.of(labels.get(i)) + "'",
            "one of " + LabelKeys.shown(classNames));
      }
      classes[i] = number;
    }
    return classes;
  }

  /** Returns some of the texts, in the order of their indices. */
  public LabelledTexts part(long[] rows) {
    return new LabelledTexts(
        source,
        LongStream.of(rows).mapToObj(row -> texts.get((int) row)).toList(),
        LongStream.of(rows).mapToObj(row -> labels.get((int) row)).toList(),
        LongStream.of(rows).mapToObj(row -> lines.get((int) row)).toList());
  }
}
