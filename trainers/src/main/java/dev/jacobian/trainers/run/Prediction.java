package dev.jacobian.trainers.run;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.CsvInput;
import dev.jacobian.data.CsvStream;
import dev.jacobian.device.Device;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.Task;
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
  private final char decimal;

  private Prediction(
      Preparation preparation, Module model, CsvStream input, Device device, char decimal) {
    this.preparation = preparation;
    this.model = model;
    this.input = input;
    this.device = device;
    this.decimal = decimal;
  }

  /**
   * Opens a table that has the model's feature columns, in their own units.
   *
   * @param kept columns of the file that are copied in front of the predictions
   * @throws DataException if the file cannot be read or lacks a column
   * @throws dev.jacobian.shape.StateException if the weights are of another model
   */
  public static Prediction of(
      RunConfig config, SavedModel saved, CsvInput input, KeptColumns kept, Device device) {
    SavedModel fitting = saved.fitting(config);
    Preparation preparation = fitting.preparation();
    return new Prediction(
        preparation,
        fitting.load(config, device),
        CsvSource.features(input, config.data().csv(), config.data().dtype(), preparation, kept),
        device,
        config.data().csv().format().decimal());
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
    Tensor outputs = model.forward(preparation.inputs(part.features()).to(device)).cpu();
    boolean isNumbers = preparation.task() == Task.REGRESSION;
    Tensor values = isNumbers ? preparation.inDataUnits(outputs) : probabilities(outputs);
    double[] cells = values.toDoubleArray();
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

  private void addNumbers(double[] cells, int start, int columns, List<String> row) {
    for (int i = 0; i < columns; i++) {
      row.add(text(cells[start + i], resolution(i)));
    }
  }

  /** Returns how near two different outputs around 1 are in the units of a target. */
  private double resolution(int target) {
    return preparation.targets().map(scale -> scale.std()[target]).orElse(1.0) * Math.ulp(1f);
  }

  /**
   * Writes a number as the table's own are, in float32's digits, unless the model can say it more
   * exactly than these.
   */
  private String text(double value, double resolution) {
    boolean isShort =
        preparation.dtype() == DType.FLOAT32 && Math.abs(value - (float) value) <= resolution;
    String digits = isShort ? Float.toString((float) value) : Double.toString(value);
    return digits.replace('.', decimal);
  }

  private void addBestClass(double[] cells, int start, List<String> row) {
    List<String> names = preparation.classNames();
    int best = 0;
    for (int i = 1; i < names.size(); i++) {
      best = cells[start + i] > cells[start + best] ? i : best;
    }
    row.add(names.get(best));
    row.add(text(cells[start + best], Math.ulp(1f)));
  }
}
