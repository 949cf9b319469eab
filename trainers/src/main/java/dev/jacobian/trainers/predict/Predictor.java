package dev.jacobian.trainers.predict;

import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.kind.Task;
import dev.jacobian.trainers.saved.SavedModel;
import dev.jacobian.trainers.saved.TablePreparation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A trained model to be asked for predictions, from any number of threads at once:
 *
 * <pre>{@code
 * Predictor predictor = Predictor.load(Path.of("runs/wine/model.safetensors"));
 * double quality = predictor.predict(Map.of("alcohol", 12.5, "acidity", 0.4)).number();
 * }</pre>
 *
 * It takes rows as the training table had them and gives predictions in the targets' own units, or
 * classes with their probabilities. Neither the configuration nor the training rows are needed. The
 * threads that compute are chosen by itself: all of the backend for one caller, one for each of
 * several; results do not depend on it.
 *
 * <p>Scikit-learn equivalent: {@code predict} and {@code predict_proba} of a fitted {@code
 * Pipeline}.
 */
public final class Predictor {
  /** As many rows as are computed at once; more take no less time each. */
  static final int BATCH_ROWS = 1024;

  private final TablePreparation preparation;
  private final DType dtype;
  private final ModelCalls calls;

  private Predictor(TablePreparation preparation, DType dtype, ModelCalls calls) {
    this.preparation = preparation;
    this.dtype = dtype;
    this.calls = calls;
  }

  /**
   * Loads a model that {@code jacobian train} wrote, to compute on the CPU.
   *
   * @param place the weights file, or the folder of the run that wrote it
   * @throws dev.jacobian.shape.FileFormatException if it is another kind of file
   * @throws dev.jacobian.shape.StateException if the file does not tell which model it is of:
   *     weights of a version before 3, or of a module of the user's own
   */
  public static Predictor load(Path place) {
    try (MemoryScope scope = MemoryScope.open()) {
      SavedModel saved = SavedModel.read(place);
      return of(saved, saved.load(Device.cpu()), Device.cpu());
    }
  }

  /**
   * Loads the weights of a module of the user's own, to compute on the CPU.
   *
   * @param place the weights file, or the folder of the run that wrote it
   * @param module of the structure that was saved; it gets the weights, and must not be trained or
   *     changed while it is used here
   * @throws dev.jacobian.shape.StateException if the weights are of another structure
   */
  public static Predictor load(Path place, Module module) {
    try (MemoryScope scope = MemoryScope.open()) {
      SavedModel saved = SavedModel.read(place);
      return of(saved, saved.load(module, Device.cpu()), Device.cpu());
    }
  }

  /**
   * Returns a predictor of a model that is in memory.
   *
   * @param model with its weights, in evaluation mode, on {@code device}; its {@code forward} must
   *     change nothing, since several threads run it at once
   * @throws dev.jacobian.shape.OptionException if the model is given no rows of a table
   */
  public static Predictor of(SavedModel saved, Module model, Device device) {
    TablePreparation preparation = saved.preparation().table();
    DType dtype = saved.config().map(config -> config.rows().dtype()).orElse(DType.FLOAT64);
    return new Predictor(preparation, dtype, new ModelCalls(preparation, model, device));
  }

  /** Returns what the outputs are. */
  public Task task() {
    return preparation.task();
  }

  /** Returns the features and what their values are, in the order of a row of numbers. */
  public TableSchema schema() {
    return preparation.schema();
  }

  /** Returns the names of the targets. */
  public List<String> targetNames() {
    return preparation.targetNames();
  }

  /** Returns the names of the classes, in the order of their probabilities; empty for numbers. */
  public List<String> classNames() {
    return preparation.classNames();
  }

  /**
   * Predicts a row.
   *
   * @param row the value of each feature by its name: a text, {@link Number}, {@link Boolean} or
   *     date of {@code java.time}, or null if it is missing; what else is in it is not looked at
   * @throws DataException if a feature is absent, or its value cannot be used; the message names it
   */
  public Prediction predict(Map<String, ?> row) {
    return predict(List.of(row)).get(0);
  }

  /**
   * Predicts rows.
   *
   * @param rows of values by name: see {@link #predict(Map)}
   * @return a prediction for each, in their order
   */
  public List<Prediction> predict(List<? extends Map<String, ?>> rows) {
    int width = schema().size();
    double[] raw = new double[Math.multiplyExact(rows.size(), width)];
    for (int row = 0; row < rows.size(); row++) {
      try {
        System.arraycopy(schema().raw(rows.get(row)), 0, raw, row * width, width);
      } catch (DataException e) {
        throw e.at("row " + row);
      }
    }
    return predictions(raw, rows.size());
  }

  /**
   * Predicts rows of numbers.
   *
   * @param rows of the features' raw numbers in their order: see {@link
   *     dev.jacobian.data.column.ColumnType}; NaN is a missing value
   * @return a prediction for each, in their order
   * @throws DataException if a row has another length, or a number cannot be used
   */
  public List<Prediction> predict(float[][] rows) {
    double[][] wide = new double[rows.length][];
    for (int row = 0; row < rows.length; row++) {
      wide[row] = new double[rows[row].length];
      for (int i = 0; i < rows[row].length; i++) {
        wide[row][i] = rows[row][i];
      }
    }
    return predict(wide);
  }

  /** Predicts rows of numbers: see {@link #predict(float[][])}. */
  public List<Prediction> predict(double[][] rows) {
    int width = schema().size();
    double[] raw = new double[Math.multiplyExact(rows.length, width)];
    for (int row = 0; row < rows.length; row++) {
      if (rows[row].length != width) {
        throw new DataException(
            "row " + row + " has " + rows[row].length + " numbers",
            width + ", one for each of the features " + Brief.of(schema().names()));
      }
      System.arraycopy(rows[row], 0, raw, row * width, width);
    }
    return predictions(raw, rows.length);
  }

  /** Returns rows of this model that are read one by one. */
  PendingRows pending() {
    List<double[]> rows = new ArrayList<>();
    return new PendingRows() {
      @Override
      public void add(Map<String, @Nullable Object> values) {
        rows.add(raw(values));
      }

      @Override
      public int most() {
        return BATCH_ROWS;
      }

      @Override
      public List<Prediction> predict() {
        List<Prediction> predictions = Predictor.this.predict(rows.toArray(new double[0][]));
        rows.clear();
        return predictions;
      }
    };
  }

  /** Returns the raw numbers of a row of values by name. */
  private double[] raw(Map<String, ?> row) {
    double[] raw = schema().raw(row);
    requireUsable(raw, number -> "");
    return raw;
  }

  private List<Prediction> predictions(double[] raw, int rows) {
    requireUsable(raw, number -> "row " + number);
    List<Prediction> predictions = new ArrayList<>(rows);
    int width = schema().size();
    for (int start = 0; start < rows; start += BATCH_ROWS) {
      int count = Math.min(BATCH_ROWS, rows - start);
      double[] part = Arrays.copyOfRange(raw, start * width, (start + count) * width);
      try (MemoryScope scope = MemoryScope.open()) {
        predictions.addAll(predict(Tensor.of(part, count, width)));
      }
    }
    return predictions;
  }

  /**
   * Predicts raw rows.
   *
   * @param raw {@code [n, features]}, on the CPU
   */
  List<Prediction> predict(Tensor raw) {
    return calls.predict(() -> preparation.inputs(raw.to(dtype)));
  }

  /**
   * Fails at a number that is infinite, or missing where nothing is filled in.
   *
   * @param place names a row in errors
   */
  void requireUsable(double[] raw, IntFunction<String> place) {
    boolean fillsMissing = preparation.missing().isPresent();
    List<Feature> features = schema().features();
    for (int at = 0; at < raw.length; at++) {
      Feature feature = features.get(at % features.size());
      if (Double.isInfinite(raw[at])) {
        throw at(
            place.apply(at / features.size()),
            new DataException(
                "the feature '" + Brief.of(feature.name()) + "' is " + raw[at], "a finite number"));
      }
      if (Double.isNaN(raw[at]) && !fillsMissing) {
        throw at(place.apply(at / features.size()), feature.missing());
      }
    }
  }

  private static DataException at(String place, DataException e) {
    return place.isEmpty() ? e : e.at(place);
  }
}
