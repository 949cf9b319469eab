package dev.jacobian.trainers.config.data;

import dev.jacobian.data.text.VocabularyOptions;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.ValueType;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a file becomes texts with a class each, and these the tokens that a model is given.
 *
 * @param target the name of the class in each line, or of its column
 * @param field the name of the text in each line, or of its column
 * @param vocabulary what the tokens are, and which of them the model knows
 * @param maxLength the most tokens of a text; those behind are left out
 * @param classes the classes in the order of their numbers; by default those of the file, sorted
 */
public record LabelledTextForm(
    @Option String target,
    @Option String field,
    VocabularyOptions vocabulary,
    @Option(min = 1, max = 1 << 20) int maxLength,
    @Option List<String> classes)
    implements DataForm {
  static final RecordKeys<LabelledTextForm> KEYS = RecordKeys.of(defaults(), typesWith(Map.of()));

  /** Copies the list. */
  public LabelledTextForm {
    classes = List.copyOf(classes);
  }

  static LabelledTextForm defaults() {
    return new LabelledTextForm("", "text", VocabularyOptions.defaults(), 256, List.of());
  }

  /** Returns the types of keys, and more. */
  static Map<String, ValueType<?>> typesWith(Map<String, ValueType<?>> others) {
    Map<String, ValueType<?>> types = new HashMap<>(others);
    ValueType<String> name = ValueType.columnName();
    types.put("target", name);
    types.put("field", name);
    types.put("classes", ValueType.listOf(name, "a list of the names of classes"));
    return types;
  }

  @Override
  public RecordKeys<?> keys() {
    return KEYS;
  }

  @Override
  public LabelledTextData data(
      Path file, Optional<Path> targetsFile, List<String> features, List<String> targetNames) {
    return TableTextForm.usual(this).data(file, targetsFile, features, targetNames);
  }
}
