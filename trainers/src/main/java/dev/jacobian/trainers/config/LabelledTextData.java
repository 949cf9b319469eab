package dev.jacobian.trainers.config;

import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.Section;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Texts with a class each: a text that names a target.
 *
 * @param rows where they lie, as JSON lines
 * @param form how they become tokens and classes
 * @param split which of them the model is judged on
 */
public record LabelledTextData(TextRows rows, LabelledTextForm form, SplitConfig split)
    implements DataConfig {
  /** The key whose presence says that texts have classes. */
  static final Key<?> TARGET = LabelledTextForm.KEYS.key("target");

  /** Those that a text has which names a target, beside the others of a text. */
  static final List<Key<?>> KEYS =
      LabelledTextForm.KEYS.keysOf("text with target").stream()
          .filter(
              key ->
                  !key.name().equals(TARGET.name())
                      && TextForm.KEYS.keys().stream()
                          .noneMatch(shared -> shared.name().equals(key.name())))
          .toList();

  static LabelledTextData read(Section section) {
    section.forbid(
        TextForm.KEYS.key("blockLength"),
        "blocks are those of a language model, and target says that each text has a class");
    TextRows rows = TextData.rows(section);
    requireLines(rows, section.placeOf(TextData.SOURCE));
    LabelledTextForm form = LabelledTextForm.KEYS.read(section);
    requireClasses(form, section);
    return new LabelledTextData(rows, form, SplitConfig.read(section, rows));
  }

  private static void requireClasses(LabelledTextForm form, Section section) {
    List<String> classes = form.classes();
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
  static void requireLines(TextRows rows, KeyPlace place) {
    if (!rows.isJsonLines()) {
      throw new ConfigException(
          place,
          "'" + rows.name() + "' is one text, and its classes would stand in lines of JSON",
          "a file that ends in .jsonl or .ndjson, with lines such as {\"text\": \"once\","
              + " \"label\": \"tale\"}");
    }
  }

  @Override
  public DataKind kind() {
    return DataKind.LABELLED_TEXT;
  }

  @Override
  public LabelledTextData of(RowSource others) {
    return new LabelledTextData((TextRows) others, form, SplitConfig.none());
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    LabelledTextForm.KEYS
        .values(form)
        .forEach((key, value) -> settings.put("data." + key, value.toString()));
    return settings;
  }

  @Override
  public void requireFits(ModelKind model, LossKind loss, Function<Key<?>, KeyPlace> placeOf) {
    split.requireFits(loss, placeOf);
  }
}
