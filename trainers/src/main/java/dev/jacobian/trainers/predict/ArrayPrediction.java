package dev.jacobian.trainers.predict;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.saved.SavedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Predictions for the rows of an array in NumPy's or MNIST's format: one for each index of the
 * first axis, all others as one.
 */
public final class ArrayPrediction implements PredictionStream {
  private final Predictor predictor;
  private final String name;
  private final Tensor rows;

  private ArrayPrediction(Predictor predictor, String name, Tensor rows) {
    this.predictor = predictor;
    this.name = name;
    this.rows = rows;
  }

  /**
   * Reads an array.
   *
   * @param file an .npy or IDX file, or an npz file with one array or with one of the name that the
   *     training's had
   * @throws DataException if its rows have another number of values than the model has features
   */
  public static ArrayPrediction of(SavedModel saved, Predictor predictor, Path file) {
    Tensor rows = saved.inputs(file);
    int width = predictor.schema().size();
    if (rows.shape().rank() == 0 || rows.size() != rows.size(0) * width) {
      throw new DataException(
          file + ": an array of shape " + rows.shape(),
          "[n, " + width + "], a number for each of the model's features");
    }
    return new ArrayPrediction(predictor, file.toString(), rows.reshape(rows.size(0), width));
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
    for (long start = 0; start < rows.size(0); start += Predictor.BATCH_ROWS) {
      try (MemoryScope scope = MemoryScope.open()) {
        long end = Math.min(rows.size(0), start + Predictor.BATCH_ROWS);
        Tensor part = rows.slice(0, start, end).to(DType.FLOAT64);
        sink.accept(predict(part, start).stream().map(ArrayPrediction::row).toList());
      }
    }
    return rows.size(0);
  }

  private List<Prediction> predict(Tensor part, long start) {
    predictor.requireUsable(part.toDoubleArray(), row -> name + ": row " + (start + row));
    return predictor.predict(part);
  }

  private static PredictedRow row(Prediction prediction) {
    return new PredictedRow(List.of(), prediction);
  }
}
