package dev.jacobian.trainers.predict;

import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.data.table.CsvStream;
import dev.jacobian.trainers.saved.KeptColumns;
import dev.jacobian.trainers.saved.SavedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Predictions for the rows of a CSV file. */
public final class CsvPrediction implements PredictionStream {
  private final Predictor predictor;
  private final CsvStream input;
  private final TableForm form;

  private CsvPrediction(Predictor predictor, CsvStream input, TableForm form) {
    this.predictor = predictor;
    this.input = input;
    this.form = form;
  }

  /**
   * Opens a table that has the model's feature columns, in their own units, and is written as the
   * one of the training.
   *
   * @param kept columns of the file that are copied in front of the predictions
   * @throws dev.jacobian.shape.DataException if the file cannot be read or lacks a column
   * @throws dev.jacobian.shape.StateException if the weights do not tell how it is written
   */
  public static CsvPrediction of(
      SavedModel saved, Predictor predictor, CsvInput input, KeptColumns kept) {
    CsvStream stream = saved.open(input, kept);
    return new CsvPrediction(
        predictor,
        stream,
        new TableForm(
            saved.requireConfig().rows().csv().header(),
            stream.delimiter(),
            stream.lineEnd(),
            saved.requireConfig().rows().csv().decimal()));
  }

  @Override
  public List<String> keptNames() {
    return input.textNames();
  }

  @Override
  public TableForm form() {
    return form;
  }

  @Override
  public long forEach(Consumer<List<PredictedRow>> sink) {
    return input.forEach(
        Predictor.BATCH_ROWS,
        part -> {
          List<Prediction> predictions = predictor.predict(part.features());
          List<PredictedRow> rows = new ArrayList<>(predictions.size());
          for (int row = 0; row < predictions.size(); row++) {
            List<KeptValue> kept = part.texts().get(row).stream().map(KeptValue::ofCell).toList();
            rows.add(new PredictedRow(kept, predictions.get(row)));
          }
          sink.accept(rows);
        });
  }
}
