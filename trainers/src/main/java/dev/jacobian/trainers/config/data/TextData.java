package dev.jacobian.trainers.config.data;

import dev.jacobian.data.text.TokenKind;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.FileName;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.config.kind.LossKind;
import dev.jacobian.trainers.config.kind.ModelKind;
import dev.jacobian.trainers.config.kind.SplitKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Text for a language model: a text that names no target.
 *
 * @param rows where it lies
 * @param form how it becomes tokens and blocks
 * @param split which part of it the model is judged on: the end
 */
public record TextData(TextRows rows, TextForm form, SplitConfig split) implements DataConfig {
  private static final RecordKeys<Written> OWN = RecordKeys.of(new Written(Optional.empty()));

  /** The key that says where the text lies. */
  static final Key<?> SOURCE = OWN.key("text");

  /** Those of the text; not the one that says where it lies. */
  static final List<Key<?>> KEYS =
      TextForm.KEYS.keysOf("text").stream()
          .<Key<?>>map(
              key ->
                  List.of("tokenizer", "field").contains(key.name())
                      ? key.sharedBy(List.of("text", "tables"))
                      : key)
          .toList();

  private static final Key<?> TOKENIZER = TextForm.KEYS.key("tokenizer");

  /**
   * What a configuration says of it, beside its form.
   *
   * @param text a text file in UTF-8, or JSON lines (.jsonl, .ndjson), in place of csv; validation
   *     is the share at its end then, unless target names the class of each line
   */
  record Written(@Option(mayChange = true) Optional<FileName> text) {}

  static TextData read(Section section) {
    section.forbid(SplitConfig.KEYS.key("split"), "the part of a text that is held out is its end");
    TextRows rows = rows(section);
    TextForm form = TextForm.KEYS.read(section);
    if (form.tokenizer() == TokenKind.WORDS) {
      throw new ConfigException(
          section.placeOf(TOKENIZER),
          "words are the tokens of texts with classes, and nothing names these",
          "characters or bytes for a language model",
          "target: the field with the class of each line");
    }
    SplitConfig split = SplitConfig.read(section, rows);
    return new TextData(
        rows,
        form,
        new SplitConfig(split.share(), SplitKind.END, split.validation(), split.test()));
  }

  /** Returns where the text lies. */
  static TextRows rows(Section section) {
    return TextRows.of(OWN.read(section).text.orElseThrow());
  }

  @Override
  public DataKind kind() {
    return DataKind.TEXT;
  }

  @Override
  public TextData of(RowSource others) {
    return new TextData((TextRows) others, form, SplitConfig.none());
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    TextForm.KEYS
        .values(form)
        .forEach((key, value) -> settings.put("data." + key, value.toString()));
    return settings;
  }

  @Override
  public void requireFits(ModelKind model, LossKind loss, Function<Key<?>, KeyPlace> placeOf) {
    // Cross-entropy, the only loss of these models, is that of the tokens.
  }
}
