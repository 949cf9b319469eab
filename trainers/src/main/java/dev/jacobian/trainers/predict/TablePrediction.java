package dev.jacobian.trainers.predict;

import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.data.table.CsvStream;
import dev.jacobian.data.table.TableSource;
import dev.jacobian.trainers.config.data.TableOrigin;
import dev.jacobian.trainers.saved.SavedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Predictions for the rows of a Parquet or Arrow file, or for the windows of a series. */
public final class TablePrediction implements PredictionStream {
  private final Predictor predictor;
  private final TableSource source;
  private final CsvDataset.Options options;

  private TablePrediction(Predictor predictor, TableSource source, CsvDataset.Options options) {
    this.predictor = predictor;
    this.source = source;
    this.options = options;
  }

  /**
   * Opens a table that has the model's feature columns, in their own units. If the model is one of
   * a series, the table has the series' columns and may be a CSV file too; the last prediction is
   * the forecast of what follows its end.
   *
   * @throws dev.jacobian.shape.FileFormatException if the file cannot be read
   * @throws dev.jacobian.shape.StateException if the weights do not tell what is done about missing
   *     values
   * @throws dev.jacobian.shape.OptionException if the file is neither Parquet nor Arrow
   */
  public static TablePrediction of(SavedModel saved, Predictor predictor, Path file) {
    TableSource source = saved.requireConfig().rows().origin(TableOrigin.of(file)).requireSource();
    return new TablePrediction(predictor, source, saved.features());
  }

  @Override
  public List<String> keptNames() {
    return List.of();
  }

  @Override
  public TableForm form() {
    return TableForm.usual();
  }

  @Override
  public long forEach(Consumer<List<PredictedRow>> sink) {
    return CsvStream.forEach(
        source,
        options,
        Predictor.BATCH_ROWS,
        part ->
            sink.accept(
                predictor.predict(part.features()).stream()
                    .map(prediction -> new PredictedRow(List.of(), prediction))
                    .toList()));
  }
}
