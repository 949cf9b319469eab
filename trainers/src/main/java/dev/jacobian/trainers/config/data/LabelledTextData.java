package dev.jacobian.trainers.config.data;

import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.config.kind.LossKind;
import dev.jacobian.trainers.config.kind.ModelKind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Texts with a class each: a text that names a target, or a table that names the column of a text.
 *
 * @param rows where they lie: a {@link TextRows} of JSON lines, or a {@link TableRows}
 * @param texts how they become tokens and classes
 * @param split which of them the model is judged on
 */
public record LabelledTextData(RowSource rows, LabelledTextForm texts, SplitConfig split)
    implements DataConfig {
  /** The key whose presence says that the lines of a text have classes. */
  static final Key<?> TARGET = LabelledTextForm.KEYS.key("target");

  /** The key whose presence says that the rows of a table are texts. */
  static final Key<?> FIELD = LabelledTextForm.KEYS.key("field");

  /** Those that only texts with classes have. */
  static final List<Key<?>> KEYS =
      LabelledTextForm.KEYS.keysOf("texts with classes").stream()
          .filter(
              key ->
                  !key.name().equals(TARGET.name())
                      && TextForm.KEYS.keys().stream()
                          .noneMatch(shared -> shared.name().equals(key.name())))
          .toList();

  /** Reads those of a file of JSON lines. */
  static LabelledTextData lines(Section section) {
    TextRows rows = TextData.rows(section);
    requireLines(rows, section.placeOf(TextData.SOURCE));
    return read(section, rows);
  }

  /** Reads those of a table. */
  static LabelledTextData table(Section section) {
    if (!section.has(TARGET)) {
      throw TARGET.missing(section.place(), ", which is the column of the texts' classes");
    }
    LabelledTextForm texts = LabelledTextForm.KEYS.read(section);
    return read(section, TableRows.texts(section, FIELD, texts.field()));
  }

  private static LabelledTextData read(Section section, RowSource rows) {
    section.forbid(
        TextForm.KEYS.key("blockLength"),
        "blocks are those of a language model, and each of these texts has a class");
    LabelledTextForm texts = LabelledTextForm.KEYS.read(section);
    requireClasses(texts, section);
    return new LabelledTextData(rows, texts, SplitConfig.read(section, rows));
  }

  private static void requireClasses(LabelledTextForm texts, Section section) {
    List<String> classes = texts.classes();
    Key<?> key = LabelledTextForm.KEYS.key("classes");
    if (section.has(key)
        && (classes.size() < 2 || new HashSet<>(classes).size() < classes.size())) {
      throw new ConfigException(
          section.placeOf(key), "the classes are " + classes, "at least two, and none twice");
    }
  }

  /**
   * Fails if a file has no lines with fields.
   *
   * @param place that named it
   */
  private static void requireLines(TextRows rows, KeyPlace place) {
    if (!rows.isJsonLines()) {
      throw new ConfigException(
          place,
          "'" + rows.name() + "' is one text, and its classes would stand in lines of JSON",
          "a file that ends in .jsonl or .ndjson, with lines such as {\"text\": \"once\","
              + " \"label\": \"tale\"}",
          "name a table in place of it: csv: FILE, with field: COLUMN for the texts");
    }
  }

  @Override
  public DataKind kind() {
    return DataKind.LABELLED_TEXT;
  }

  @Override
  public LabelledTextData of(RowSource others) {
    return new LabelledTextData(others, texts, SplitConfig.none());
  }

  @Override
  public DataForm form() {
    return rows instanceof TableRows table
        ? new TableTextForm(texts, table.text(), table.missing())
        : texts;
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    LabelledTextForm.KEYS
        .values(texts)
        .forEach((key, value) -> settings.put("data." + key, value.toString()));
    return settings;
  }

  @Override
  public void requireFits(ModelKind model, LossKind loss, Function<Key<?>, KeyPlace> placeOf) {
    split.requireFits(loss, placeOf);
  }
}
