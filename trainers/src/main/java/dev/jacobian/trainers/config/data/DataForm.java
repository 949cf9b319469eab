package dev.jacobian.trainers.config.data;

import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.keys.SectionType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the data of a run were written, so that others that are written alike can be read without the
 * run's configuration.
 */
public sealed interface DataForm
    permits RowForm, ImageForm, TextForm, LabelledTextForm, TableTextForm {
  /** The section of saved weights. */
  SectionType<DataForm> SECTION =
      new SectionType<>(
          Stream.of(
                  RowForm.KEYS.keys(),
                  ImageForm.KEYS.keys(),
                  TextForm.KEYS.keys(),
                  LabelledTextForm.KEYS.keys(),
                  TableTextForm.KEYS.keys())
              .<Key<?>>flatMap(List::stream)
              .toList(),
          false,
          section -> keysOf(section).read(section),
          form -> form.keys().values((Record) form));

  private static RecordKeys<? extends DataForm> keysOf(Section section) {
    if (section.has(LabelledTextData.TARGET)) {
      boolean isTable = section.has(CsvFormatKeys.KEYS.key("header"));
      return isTable ? TableTextForm.KEYS : LabelledTextForm.KEYS;
    }
    if (section.has(TextForm.KEYS.key("tokenizer"))) {
      return TextForm.KEYS;
    }
    return section.has(ImageForm.KEYS.key("size")) ? ImageForm.KEYS : RowForm.KEYS;
  }

  /** Returns the keys that it is written with. */
  RecordKeys<?> keys();

  /**
   * Returns where data of files come from.
   *
   * @param file that they lie in
   * @param targetsFile the array of the targets, if the file has only inputs
   * @param features the model's features
   * @param targetNames the model's targets
   * @throws dev.jacobian.trainers.config.keys.ConfigException if there is no such file, or it is of
   *     no known kind
   */
  DataConfig data(
      Path file, Optional<Path> targetsFile, List<String> features, List<String> targetNames);
}
