package dev.jacobian.trainers.saved;

import dev.jacobian.data.table.ArrayDataset;
import dev.jacobian.data.table.TableDataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.io.IdxFile;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.data.ArrayFile;
import dev.jacobian.trainers.config.data.ArrayRows;
import dev.jacobian.trainers.config.kind.Task;
import java.util.List;

/** Reads the array files of a run. */
public final class ArraySource {
  private static final int CHUNK_ROWS = 4096;

  private ArraySource() {}

  /** Reads features and targets; classes in the order of their numbers. */
  public static TableDataset read(ArrayRows rows, DType dtype, Task task) {
    return read(rows, dtype, task, List.of());
  }

  /** Reads rows as a model was trained on them, its classes in its own order. */
  public static TableDataset read(ArrayRows rows, DType dtype, TablePreparation trained) {
    TableDataset read = read(rows, dtype, trained.task(), trained.classNames());
    if (!read.featureNames().equals(trained.featureNames())) {
      throw new DataException(
          rows.inputs().name() + ": rows of " + read.featureNames().size() + " features",
          trained.featureNames().size() + ", as the model was trained on",
          "use the files of the configuration that the weights were trained with");
    }
    return read;
  }

  private static TableDataset read(
      ArrayRows rows, DType dtype, Task task, List<String> classNames) {
    try (MemoryScope scope = MemoryScope.open()) {
      ArrayDataset.Part inputs = load(rows.inputs());
      ArrayDataset.Part targets = load(rows.targets());
      boolean isExact =
          isExactInFloat32(inputs) && (task != Task.REGRESSION || isExactInFloat32(targets));
      ArrayDataset.Options numbers =
          ArrayDataset.Options.defaults().withDtype(isExact ? DType.FLOAT32 : dtype);
      ArrayDataset.Options options =
          task == Task.REGRESSION ? numbers : numbers.withClassTarget().withClassNames(classNames);
      return ArrayDataset.of(inputs, targets, options);
    }
  }

  /**
   * Returns whether float32 holds every number, such as the bytes of images: then the rows take
   * half the memory and are the same.
   */
  private static boolean isExactInFloat32(ArrayDataset.Part part) {
    Tensor values = part.values();
    if (values.dtype() == DType.FLOAT32 || values.dtype() == DType.BOOL) {
      return true;
    }
    for (long start = 0; start < values.size(0); start += CHUNK_ROWS) {
      try (MemoryScope scope = MemoryScope.open()) {
        Tensor rows = values.slice(0, start, Math.min(values.size(0), start + CHUNK_ROWS));
        Tensor wide = rows.to(DType.FLOAT64);
        Tensor differs = wide.ne(wide.to(DType.FLOAT32).to(DType.FLOAT64));
        if (differs.to(DType.INT64).sum().toLongArray()[0] > 0) {
          return false;
        }
      }
    }
    return true;
  }

  static ArrayDataset.Part load(ArrayFile file) {
    Tensor values =
        switch (file.kind()) {
          case NPY -> NumpyFile.loadNpy(file.file());
          case NPZ -> NumpyFile.loadNpz(file.file(), file.array());
          case IDX -> IdxFile.load(file.file());
        };
    return new ArrayDataset.Part(file.name(), values);
  }
}
