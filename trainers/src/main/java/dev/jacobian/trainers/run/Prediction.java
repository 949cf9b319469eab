package dev.jacobian.trainers.run;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.BatchIterator;
import dev.jacobian.data.CsvDataset;
import dev.jacobian.data.DataLoader;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Predictions as a table.
 *
 * @param columns its names: the targets of a regression; the target and {@code probability} for
 *     classes
 * @param rows its cells, a row for each row of the input
 */
public record Prediction(List<String> columns, List<List<String>> rows) {

  /** Predicts every row of a file that has the model's feature columns, in their own units. */
  public static Prediction of(RunConfig config, SavedModel saved, Path input, Device device) {
    Preparation preparation = saved.preparation();
    Module model = saved.load(config, device);
    CsvDataset raw = CsvSource.readFeatures(input, config.data(), preparation);
    List<List<String>> rows = new ArrayList<>();
    try (DataLoader loader = DataLoader.of(raw, Scoring.BATCHES);
        BatchIterator batches = loader.iterator(0);
        Autograd.Guard mode = Autograd.noGrad()) {
      while (batches.hasNext()) {
        try (MemoryScope scope = MemoryScope.open()) {
          Tensor inputs = batches.next().inputs();
          Tensor scaled = preparation.features().map(s -> s.transform(inputs)).orElse(inputs);
          addRows(rows, model.forward(scaled.to(device)).cpu(), preparation);
        }
      }
    }
    List<String> columns = new ArrayList<>(preparation.targetNames());
    if (preparation.task() != Task.REGRESSION) {
      columns.add("probability");
    }
    return new Prediction(columns, rows);
  }

  private static void addRows(List<List<String>> rows, Tensor outputs, Preparation preparation) {
    int width = preparation.outputs();
    boolean isNumbers = preparation.task() == Task.REGRESSION;
    Tensor values =
        isNumbers ? preparation.inDataUnits(outputs) : probabilities(outputs, preparation.task());
    float[] cells = values.toFloatArray();
    int columns = isNumbers ? width : preparation.classNames().size();
    for (int start = 0; start < cells.length; start += columns) {
      rows.add(
          isNumbers
              ? numbers(cells, start, columns)
              : bestClass(cells, start, columns, preparation.classNames()));
    }
  }

  /** Returns the probability of each class, {@code [n, classes]}. */
  private static Tensor probabilities(Tensor logits, Task task) {
    return task == Task.CLASSES
        ? logits.softmax(1)
        : Tensor.concat(1, logits.neg().sigmoid(), logits.sigmoid());
  }

  private static List<String> numbers(float[] cells, int start, int columns) {
    List<String> row = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      row.add(Float.toString(cells[start + i]));
    }
    return row;
  }

  private static List<String> bestClass(float[] cells, int start, int columns, List<String> names) {
    int best = 0;
    for (int i = 1; i < columns; i++) {
      best = cells[start + i] > cells[start + best] ? i : best;
    }
    return List.of(names.get(best), Float.toString(cells[start + best]));
  }
}
