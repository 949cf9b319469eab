package dev.jacobian.models.dl4j;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Reads DL4J's and DataVec's {@code DataSetIterator}: as a data set in memory, which a {@code
 * DataLoader} shuffles, or batch after batch.
 */
public final class DataSetIterators {
  private DataSetIterators() {}

  /**
   * Reads all rows into memory.
   *
   * @param iterator reset first, if it can be
   * @throws DataException if there are no rows, labels do not fit {@code targets}, or a batch has a
   *     mask
   */
  public static Dataset toDataset(DataSetIterator iterator, Targets targets) {
    List<Tensor> inputs = new ArrayList<>();
    List<Tensor> labels = new ArrayList<>();
    // The data set has a copy of its own, so the batches may go.
    try (MemoryScope scope = MemoryScope.open()) {
      for (Batch batch : batches(iterator, targets)) {
        inputs.add(batch.inputs());
        labels.add(batch.targets());
      }
      if (inputs.isEmpty()) {
        throw new DataException("the DataSetIterator gave no batch", "at least one row");
      }
      return new TensorDataset(
          Tensor.concat(0, inputs.toArray(Tensor[]::new)),
          Tensor.concat(0, labels.toArray(Tensor[]::new)));
    }
  }

  /**
   * Returns the iterator's batches, read one by one. Each pass resets the iterator first, if it can
   * be reset.
   *
   * @throws DataException from the pass, if labels do not fit {@code targets}, or a batch has a
   *     mask
   */
  public static Iterable<Batch> batches(DataSetIterator iterator, Targets targets) {
    return () -> {
      if (iterator.resetSupported()) {
        iterator.reset();
      }
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return iterator.hasNext();
        }

        @Override
        public Batch next() {
          return toBatch(iterator.next(), targets);
        }
      };
    };
  }

  /**
   * Copies a DL4J data set.
   *
   * @param data with features {@code [n, ...]} and labels {@code [n, ...]}
   * @throws DataException if labels do not fit {@code targets}, or there is a mask
   */
  public static Batch toBatch(DataSet data, Targets targets) {
    if (data.getFeaturesMaskArray() != null || data.getLabelsMaskArray() != null) {
      throw new DataException(
          "a DL4J data set with a mask, as sequences of different lengths have",
          "data without masks");
    }
    if (data.getFeatures() == null || data.getLabels() == null) {
      throw new DataException("a DL4J data set without features or labels", "both");
    }
    Tensor labels = NdArrays.toTensor(data.getLabels());
    return new Batch(
        NdArrays.toTensor(data.getFeatures()),
        targets == Targets.CLASS_INDEX ? classIndices(labels) : labels);
  }

  private static Tensor classIndices(Tensor labels) {
    if (labels.shape().rank() != 2) {
      throw new DataException(
          "labels of shape " + labels.shape() + " as class indices", "one-hot rows [n, classes]");
    }
    int classes = (int) labels.size(1);
    double[] values = labels.to(DType.FLOAT64).toDoubleArray();
    long[] indices = new long[(int) labels.size(0)];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = hotPosition(values, i, classes);
    }
    return Tensor.of(indices);
  }

  private static int hotPosition(double[] values, int row, int classes) {
    int hot = -1;
    for (int k = 0; k < classes; k++) {
      double value = values[row * classes + k];
      if (value == 1 && hot < 0) {
        hot = k;
      } else if (value != 0) {
        hot = classes;
      }
    }
    if (hot < 0 || hot == classes) {
      throw new DataException(
          "the labels of row " + row + " of a batch are not one-hot",
          "one 1 and zeros elsewhere",
          "use Targets.AS_GIVEN for the numbers of a regression");
    }
    return hot;
  }
}
