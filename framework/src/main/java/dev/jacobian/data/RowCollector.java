package dev.jacobian.data;

import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads a data set from its first row to its last and puts what was read into Java arrays. */
final class RowCollector {
  private final long count;
  private final String part;
  private long next;
  private @Nullable TensorSpec rowSpec;
  private @Nullable Object values;

  private RowCollector(String part, long count) {
    this.part = part;
    this.count = count;
  }

  /**
   * Reads all rows.
   *
   * @param chunk rows that are read at once
   * @param transform applied to each batch; keeps the number of rows
   */
  static TensorDataset collect(Dataset dataset, int chunk, UnaryOperator<Batch> transform) {
    long rows = dataset.size();
    List<RowCollector> inputs = new ArrayList<>();
    List<RowCollector> targets = new ArrayList<>();
    for (long start = 0; start == 0 || start < rows; start += chunk) {
      try (MemoryScope scope = MemoryScope.open()) {
        long[] indices = LongStream.range(start, Math.min(rows, start + chunk)).toArray();
        Batch batch = transform.apply(dataset.gather(indices));
        add("inputs", batch.inputList(), inputs, rows);
        add("targets", batch.targetList(), targets, rows);
      }
    }
    return new TensorDataset(
        inputs.stream().map(RowCollector::rows), targets.stream().map(RowCollector::rows));
  }

  private static void add(
      String part, List<Tensor> read, List<RowCollector> collectors, long rows) {
    if (collectors.isEmpty()) {
      read.forEach(each -> collectors.add(new RowCollector(part, rows)));
    }
    if (collectors.size() != read.size()) {
      throw new DataException(
          "a batch with " + read.size() + " " + part + " after one with " + collectors.size(),
          "as many in all batches of a data set");
    }
    for (int i = 0; i < read.size(); i++) {
      collectors.get(i).add(read.get(i));
    }
  }

  private void add(Tensor read) {
    TensorSpec spec = read.variable().spec();
    TensorSpec first = rowSpec;
    Object array = values;
    if (first == null || array == null) {
      first = new TensorSpec(spec.shape().withDim(0, count), spec.dtype());
      array = JavaArrays.allocate(spec.dtype(), first.shape().size());
      rowSpec = first;
      values = array;
    }
    Shape expected = first.shape().withDim(0, spec.shape().dim(0));
    if (!spec.equals(new TensorSpec(expected, first.dtype()))) {
      throw new DataException(
          "the " + part + " of rows from " + next + " on are " + spec,
          new TensorSpec(expected, first.dtype()) + ", as those of row 0");
    }
    long rowSize = spec.shape().product(1, spec.shape().rank());
    read.variable().operand().download(array, Math.toIntExact(next * rowSize));
    next += spec.shape().dim(0);
  }

  private Rows rows() {
    if (values == null || rowSpec == null) {
      throw new IllegalStateException("no batch was read");
    }
    return new Rows(values, rowSpec);
  }
}
