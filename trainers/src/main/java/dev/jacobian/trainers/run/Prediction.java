package dev.jacobian.trainers.run;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.CsvStream;
import dev.jacobian.device.Device;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Predictions for the rows of a CSV file, a row of cells for each. The file is read and the
 * predictions are given a batch at a time, so that both may be larger than memory.
 */
public final class Prediction {
  private static final String PROBABILITY = "probability";
  private static final String PREFIX = "predicted_";

  private final Preparation preparation;
  private final Module model;
  private final CsvStream input;
  private final Device device;

  private Prediction(Preparation preparation, Module model, CsvStream input, Device device) {
    this.preparation = preparation;
    this.model = model;
    this.input = input;
    this.device = device;
  }

  /**
   * Opens a file that has the model's feature columns, in their own units.
   *
   * @param kept columns of the file that are copied in front of the predictions
   * @throws DataException if the file cannot be read or lacks a column
   * @throws dev.jacobian.shape.StateException if the weights are of another model
   */
  public static Prediction of(
      RunConfig config, SavedModel saved, Path input, KeptColumns kept, Device device) {
    Preparation preparation = saved.preparation();
    return new Prediction(
        preparation,
        saved.load(config, device),
        CsvSource.features(input, config.data().csv(), preparation, kept),
        device);
  }

  /**
   * Returns the names of the cells: kept columns, then the targets of a regression, or the target
   * and {@code probability} for classes. A prediction that would have the name of a kept column has
   * {@code predicted_} in front.
   */
  public List<String> columns() {
    List<String> columns = new ArrayList<>(input.textNames());
    for (String name : preparation.targetNames()) {
      columns.add(free(name, columns));
    }
    if (preparation.task() != Task.REGRESSION) {
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
    try (Autograd.Guard mode = Autograd.noGrad()) {
      return input.forEach(Scoring.BATCHES.batchSize(), part -> sink.accept(predict(part)));
    }
  }

  private List<List<String>> predict(CsvStream.Part part) {
    Tensor raw = part.features();
    Tensor scaled = preparation.features().map(scale -> scale.transform(raw)).orElse(raw);
    Tensor outputs = model.forward(scaled.to(device)).cpu();
    boolean isNumbers = preparation.task() == Task.REGRESSION;
    Tensor values = isNumbers ? preparation.inDataUnits(outputs) : probabilities(outputs);
    float[] cells = values.toFloatArray();
    int width = (int) values.size(1);
    List<List<String>> rows = part.texts();
    for (int row = 0; row < rows.size(); row++) {
      if (isNumbers) {
        addNumbers(cells, row * width, width, rows.get(row));
      } else {
        addBestClass(cells, row * width, rows.get(row));
      }
    }
    return rows;
  }

  /** Returns the probability of each class, {@code [n, classes]}. */
  private Tensor probabilities(Tensor logits) {
    return preparation.task() == Task.CLASSES
        ? logits.softmax(1)
        : Tensor.concat(1, logits.neg().sigmoid(), logits.sigmoid());
  }

  private static void addNumbers(float[] cells, int start, int columns, List<String> row) {
    for (int i = 0; i < columns; i++) {
      row.add(Float.toString(cells[start + i]));
    }
  }

  private void addBestClass(float[] cells, int start, List<String> row) {
    List<String> names = preparation.classNames();
    int best = 0;
    for (int i = 1; i < names.size(); i++) {
      best = cells[start + i] > cells[start + best] ? i : best;
    }
    row.add(names.get(best));
    row.add(Float.toString(cells[start + best]));
  }
}
