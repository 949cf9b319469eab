package dev.jacobian.trainers.saved;

import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.data.table.Column;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.data.table.MissingValues;
import dev.jacobian.data.table.SourceFingerprint;
import dev.jacobian.data.table.TableSource;
import dev.jacobian.data.table.TextStream;
import dev.jacobian.shape.DType;
import dev.jacobian.trainers.config.data.TableOrigin;
import dev.jacobian.trainers.config.data.TableRows;
import dev.jacobian.trainers.config.data.TableTextForm;
import dev.jacobian.trainers.config.kind.Task;
import java.util.ArrayList;
import java.util.List;

/** Reads the texts of tables. */
public final class TableTexts {
  private TableTexts() {}

  /**
   * Opens a table to read the text of each row, its group if it has one, and its class.
   *
   * @param classNames of a model; empty for any
   */
  static TextStream open(TableRows rows, List<String> classNames) {
    CsvDataset.Options options = options(rows).withClassNames(classNames);
    TableOrigin origin = rows.origin();
    return origin
        .source()
        .map(source -> TextStream.of(source, options))
        .orElseGet(
            () -> TextStream.of(CsvInput.of(origin.file().orElseThrow()), options, List.of()));
  }

  /** Returns what a table is now; the rows of a query are asked for once more. */
  public static SourceFingerprint fingerprint(TableRows rows) {
    TableOrigin origin = rows.origin();
    return origin
        .source()
        .map(source -> TextStream.fingerprint(source, options(rows)))
        .orElseGet(() -> SourceFingerprint.of(origin.file().orElseThrow()));
  }

  private static CsvDataset.Options options(TableRows rows) {
    List<String> columns = new ArrayList<>(rows.featureColumns());
    rows.group().map(rows::column).ifPresent(columns::add);
    return TabularSource.labelled(rows, DType.FLOAT64, Task.CLASSES)
        .withMissingValues(rows.missing().reading())
        .withFeatures(columns.stream().map(Column::named).toList());
  }

  /**
   * Opens another table in the same form, to read only the texts. Every row gets a prediction, so
   * none is left out.
   *
   * @param kept the columns whose cells are wanted
   */
  static TextStream features(CsvInput input, TableTextForm form, KeptColumns kept) {
    CsvDataset.Options options = features(form);
    return TextStream.of(
        input,
        options,
        kept.all()
            ? CsvDataset.columnNames(input, options).stream().map(Column::named).toList()
            : TabularSource.columns(form.csv(), kept.names()));
  }

  /** Opens a table that has types of its own, to read only the texts. */
  static TextStream features(TableSource source, TableTextForm form) {
    return TextStream.of(source, features(form));
  }

  private static CsvDataset.Options features(TableTextForm form) {
    return CsvDataset.Options.defaults()
        .withFormat(form.csv())
        .withMissingValues(MissingValues.ERROR)
        .withFeatures(TabularSource.columns(form.csv(), List.of(form.texts().field())));
  }
}
