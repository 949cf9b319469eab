package dev.jacobian.trainers.run;

import dev.jacobian.data.ArrayDataset;
import dev.jacobian.data.TableDataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.io.IdxFile;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.ArrayFile;
import dev.jacobian.trainers.config.ArrayRows;
import dev.jacobian.trainers.config.Task;
import java.util.List;

/** Reads the array files of a run. */
final class ArraySource {
  private ArraySource() {}

  /** Reads features and targets; classes in the order of their numbers. */
  static TableDataset read(ArrayRows rows, Task task) {
    return read(rows, task, List.of());
  }

  /** Reads rows as a model was trained on them, its classes in its own order. */
  static TableDataset read(ArrayRows rows, Task task, Preparation trained) {
    TableDataset read = read(rows, task, trained.classNames());
    if (!read.featureNames().equals(trained.featureNames())) {
      throw new DataException(
          rows.inputs().name() + ": rows of " + read.featureNames().size() + " features",
          trained.featureNames().size() + ", as the model was trained on",
          "use the files of the configuration that the weights were trained with");
    }
    return read;
  }

  private static TableDataset read(ArrayRows rows, Task task, List<String> classNames) {
    ArrayDataset.Options numbers = ArrayDataset.Options.defaults().withDivideBy(rows.divideBy());
    ArrayDataset.Options options =
        task == Task.REGRESSION ? numbers : numbers.withClassTarget().withClassNames(classNames);
    try (MemoryScope scope = MemoryScope.open()) {
      return ArrayDataset.of(load(rows.inputs()), load(rows.targets()), options);
    }
  }

  private static ArrayDataset.Part load(ArrayFile file) {
    Tensor values =
        switch (file.kind()) {
          case NPY -> NumpyFile.loadNpy(file.file());
          case NPZ -> NumpyFile.loadNpz(file.file(), file.array());
          case IDX -> IdxFile.load(file.file());
        };
    return new ArrayDataset.Part(file.name(), values);
  }
}
