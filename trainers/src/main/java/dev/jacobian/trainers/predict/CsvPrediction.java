package dev.jacobian.trainers.predict;

import dev.jacobian.data.CsvInput;
import dev.jacobian.data.CsvStream;
import dev.jacobian.shape.DataException;
import dev.jacobian.trainers.config.Task;
import dev.jacobian.trainers.run.KeptColumns;
import dev.jacobian.trainers.run.SavedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Predictions for the rows of a CSV file, a row of cells for each. The file is read and the
 * predictions are given a batch at a time, so that both may be larger than memory.
 */
public final class CsvPrediction {
  private static final String PROBABILITY = "probability";
  private static final String PREFIX = "predicted_";

  private final Predictor predictor;
  private final CsvStream input;
  private final NumberText numbers;

  private CsvPrediction(Predictor predictor, CsvStream input, NumberText numbers) {
    this.predictor = predictor;
    this.input = input;
    this.numbers = numbers;
  }

  /**
   * Opens a table that has the model's feature columns, in their own units, and is written as the
   * one of the training.
   *
   * @param kept columns of the file that are copied in front of the predictions
   * @throws DataException if the file cannot be read or lacks a column
   * @throws dev.jacobian.shape.StateException if the weights do not tell how it is written
   */
  public static CsvPrediction of(
      SavedModel saved, Predictor predictor, CsvInput input, KeptColumns kept) {
    return new CsvPrediction(
        predictor,
        saved.open(input, kept),
        new NumberText(saved.preparation(), saved.requireConfig().csv().decimal()));
  }

  /** Returns how many cells of a row, the first ones, are copied from the input as they are. */
  public int keptColumns() {
    return input.textNames().size();
  }

  /** Returns the character between the input's cells. */
  public char delimiter() {
    return input.delimiter();
  }

  /** Returns what ends the input's lines. */
  public String lineEnd() {
    return input.lineEnd();
  }

  /**
   * Returns the names of the cells: kept columns, then the targets of a regression, or the target
   * and {@code probability} for classes. A prediction that would have the name of a kept column has
   * {@code predicted_} in front.
   */
  public List<String> columns() {
    List<String> columns = new ArrayList<>(input.textNames());
    for (String name : predictor.targetNames()) {
      columns.add(free(name, columns));
    }
    if (predictor.task() != Task.REGRESSION) {
      columns.add(free(PROBABILITY, columns));
    }
    return columns;
  }

  private static String free(String wanted, List<String> taken) {
    return taken.contains(wanted) ? free(PREFIX + wanted, taken) : wanted;
  }

  /**
   * Predicts all rows.
   *
   * @param sink takes the cells of the next rows
   * @return the number of rows
   * @throws DataException if a cell cannot be used; the rows of the batches before have been given
   */
  public long forEach(Consumer<List<List<String>>> sink) {
    return input.forEach(Predictor.BATCH_ROWS, part -> sink.accept(predict(part)));
  }

  private List<List<String>> predict(CsvStream.Part part) {
    double[] cells = predictor.compute(part.features()).toDoubleArray();
    List<List<String>> rows = part.texts();
    int width = cells.length / rows.size();
    for (int row = 0; row < rows.size(); row++) {
      if (predictor.task() == Task.REGRESSION) {
        addNumbers(cells, row * width, width, rows.get(row));
      } else {
        addBestClass(cells, row * width, rows.get(row));
      }
    }
    return rows;
  }

  private void addNumbers(double[] cells, int start, int columns, List<String> row) {
    for (int i = 0; i < columns; i++) {
      row.add(numbers.target(i, cells[start + i]));
    }
  }

  private void addBestClass(double[] cells, int start, List<String> row) {
    List<String> names = predictor.classNames();
    int best = 0;
    for (int i = 1; i < names.size(); i++) {
      best = cells[start + i] > cells[start + best] ? i : best;
    }
    row.add(names.get(best));
    row.add(numbers.probability(cells[start + best]));
  }
}
