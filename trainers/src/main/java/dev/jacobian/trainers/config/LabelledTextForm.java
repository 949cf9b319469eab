package dev.jacobian.trainers.config;

import dev.jacobian.data.text.VocabularyOptions;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.ValueType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a file becomes texts with a class each, and these the tokens that a model is given.
 *
 * @param target the name of the class in each line
 * @param field the name of the text in each line
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
  static final RecordKeys<LabelledTextForm> KEYS =
      RecordKeys.of(
          new LabelledTextForm("", "text", VocabularyOptions.defaults(), 256, List.of()),
          Map.of(
              "target", ValueType.columnName(),
              "classes",
                  ValueType.listOf(ValueType.columnName(), "a list of the names of classes")));

  /** Copies the list. */
  public LabelledTextForm {
    classes = List.copyOf(classes);
  }

  @Override
  public RecordKeys<?> keys() {
    return KEYS;
  }

  @Override
  public DataConfig data(
      Path file, Optional<Path> targetsFile, List<String> features, List<String> targetNames) {
    if (targetsFile.isPresent()) {
      throw new ConfigException(
          KeyPlace.of("targets"), "the class of a text stands in its line", "no --targets");
    }
    TextRows rows = new TextRows(file);
    LabelledTextData.requireLines(rows, KeyPlace.of("input"));
    return new LabelledTextData(rows, this, SplitConfig.none());
  }
}
