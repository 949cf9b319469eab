package dev.jacobian.data;

import dev.jacobian.device.DataChecks;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of several data sets, one after the other, as one. A batch may have rows of several of
 * them, whose tensors have the same types and row shapes. PyTorch equivalent: {@code
 * torch.utils.data.ConcatDataset}.
 */
public final class ConcatDataset implements Dataset {
  private final List<Dataset> parts;

  /** The first row of each part, and the number of all rows. */
  private final long[] starts;

  /**
   * Puts data sets one after the other.
   *
   * @throws DataException if there are none, or they have other classes
   */
  public ConcatDataset(List<? extends Dataset> parts) {
    if (parts.isEmpty()) {
      throw new DataException("concat: no data sets", "at least one");
    }
    this.parts = List.copyOf(parts);
    this.starts = new long[parts.size() + 1];
    for (int i = 0; i < parts.size(); i++) {
      starts[i + 1] = Math.addExact(starts[i], parts.get(i).size());
      if (!parts.get(i).classNames().equals(classNames())) {
        throw new DataException(
            "concat: data set " + i + " has the classes " + parts.get(i).classNames(),
            "those of the first one, " + classNames());
      }
    }
  }

  @Override
  public long size() {
    return starts[parts.size()];
  }

  @Override
  public List<String> classNames() {
    return parts.get(0).classNames();
  }

  @Override
  public int length(long index) {
    int part = partOf(index);
    return parts.get(part).length(index - starts[part]);
  }

  @Override
  public Batch gather(long[] indices) {
    DataChecks.requireInside("gather", indices, indices.length, 0, size());
    if (indices.length == 0) {
      return parts.get(0).gather(indices);
    }
    int[] partOf = Arrays.stream(indices).mapToInt(this::partOf).toArray();
    List<Batch> read = new ArrayList<>();
    long[] places = new long[indices.length];
    long done = 0;
    for (int part = 0; part < parts.size(); part++) {
      long[] rows = new long[indices.length];
      int count = 0;
      for (int i = 0; i < indices.length; i++) {
        if (partOf[i] == part) {
          rows[count] = indices[i] - starts[part];
          places[i] = done + count++;
        }
      }
      if (count > 0) {
        read.add(parts.get(part).gather(Arrays.copyOf(rows, count)));
        done += count;
      }
    }
    return read.size() == 1 ? read.get(0) : joined(read, Tensor.of(places));
  }

  private int partOf(long index) {
    int found = Arrays.binarySearch(starts, 0, parts.size(), index);
    int part = found < 0 ? -found - 2 : found;
    // Parts without rows begin where the next one does.
    while (starts[part + 1] <= index) {
      part++;
    }
    return part;
  }

  private static Batch joined(List<Batch> read, Tensor places) {
    Batch first = read.get(0);
    List<Tensor> joined = new ArrayList<>();
    for (int i = 0; i < first.tensors().size(); i++) {
      Tensor[] same = new Tensor[read.size()];
      for (int part = 0; part < same.length; part++) {
        requireAlike(first, read.get(part));
        same[part] = read.get(part).tensors().get(i);
      }
      joined.add(Tensor.concat(0, same).indexSelect(0, places));
    }
    return Batch.of(joined, first.inputList().size());
  }

  private static void requireAlike(Batch first, Batch other) {
    if (!rows(first.inputList()).equals(rows(other.inputList()))
        || !rows(first.targetList()).equals(rows(other.targetList()))) {
      throw new DataException(
          "concat: rows of inputs "
              + rows(other.inputList())
              + " and targets "
              + rows(other.targetList()),
          "those of another of the data sets, "
              + rows(first.inputList())
              + " and "
              + rows(first.targetList()));
    }
  }

  private static List<String> rows(List<Tensor> tensors) {
    return tensors.stream().map(each -> each.dtype() + rowShape(each.shape()).toString()).toList();
  }

  private static Shape rowShape(Shape shape) {
    return Shape.of(Arrays.copyOfRange(shape.dims(), 1, shape.rank()));
  }
}
