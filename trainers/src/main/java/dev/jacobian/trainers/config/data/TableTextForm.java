package dev.jacobian.trainers.config.data;

import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.kind.MissingKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a table is written whose rows are texts with a class each, and what becomes of these.
 *
 * @param texts how they become tokens and classes
 * @param text how a CSV file is written
 * @param missing what is done about a missing text or class
 */
public record TableTextForm(LabelledTextForm texts, CsvFormatKeys text, @Option MissingKind missing)
    implements DataForm {
  static final RecordKeys<TableTextForm> KEYS =
      RecordKeys.of(
          usual(LabelledTextForm.defaults()), LabelledTextForm.typesWith(CsvFormatKeys.TYPES));

  /** Returns the form of tables that nothing is said about. */
  public static TableTextForm usual(LabelledTextForm texts) {
    return new TableTextForm(texts, CsvFormatKeys.of(CsvFormat.defaults()), MissingKind.ERROR);
  }

  /** Returns how the text of a CSV file is written. */
  public CsvFormat csv() {
    return text.format();
  }

  @Override
  public RecordKeys<?> keys() {
    return KEYS;
  }

  @Override
  public LabelledTextData data(
      Path file, Optional<Path> targetsFile, List<String> features, List<String> targetNames) {
    if (targetsFile.isPresent()) {
      throw new ConfigException(
          KeyPlace.of("targets"), "the class of a text stands beside it", "no --targets");
    }
    TextRows lines = new TextRows(file);
    RowSource rows = lines.isJsonLines() ? lines : TableRows.of(TableOrigin.of(file), this);
    return new LabelledTextData(rows, texts, SplitConfig.none());
  }
}
