package dev.jacobian.device.nd4j;

import dev.jacobian.device.DataChecks;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.Operand;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/**
 * An operand's elements in an array of the JVM, read and written through maps position by position:
 * what a kernel's loads and stores mean, for adapters that have no calls for them.
 *
 * @param elements of the Java type of {@code dtype}
 * @param dtype the type of the elements
 */
record MappedArray(Object elements, DType dtype) {
  /** Copies an operand's elements. */
  static MappedArray of(Operand operand) {
    Object elements = JavaArrays.allocate(operand.dtype(), operand.shape().size());
    operand.storage().backend().download(operand, elements, 0);
    return new MappedArray(elements, operand.dtype());
  }

  /** Copies the elements into an operand. */
  void putInto(Operand operand) {
    operand.storage().backend().upload(elements, 0, operand);
  }

  /** Is given each position of a space, in row-major order. */
  private interface Visit {
    void at(int index, long[] position);
  }

  private static void everyPosition(Shape space, Visit visit) {
    long[] position = new long[space.rank()];
    for (int index = 0; index < space.size(); index++) {
      visit.at(index, position);
      for (int axis = position.length - 1; axis >= 0; axis--) {
        if (++position[axis] < space.dim(axis)) {
          break;
        }
        position[axis] = 0;
      }
    }
  }

  private static int moved(
      long element, @Nullable Gather gather, long @Nullable [] entries, int at) {
    if (gather == null || entries == null) {
      return Math.toIntExact(element);
    }
    if (entries[at] < 0 || entries[at] >= gather.size()) {
      throw DataChecks.outside(entries[at], gather.size());
    }
    return Math.toIntExact(element + entries[at] * gather.stride());
  }

  private void set(int index, double value) {
    switch (dtype) {
      case FLOAT32 -> ((float[]) elements)[index] = (float) value;
      case FLOAT64 -> ((double[]) elements)[index] = value;
      case INT32 -> ((int[]) elements)[index] = (int) value;
      case INT64 -> ((long[]) elements)[index] = (long) value;
      case BOOL -> ((boolean[]) elements)[index] = value != 0;
    }
  }

  /** Returns the elements that a map has at each position. */
  MappedArray read(IndexMap map, @Nullable Gather gather, long @Nullable [] entries, Shape space) {
    MappedArray result = new MappedArray(JavaArrays.allocate(dtype, space.size()), dtype);
    everyPosition(
        space,
        (index, position) -> {
          if (map.holds(position)) {
            int from = moved(map.element(position), gather, entries, index);
            System.arraycopy(elements, from, result.elements, index, 1);
          } else {
            result.set(index, map.fill());
          }
        });
    return result;
  }

  /** Stores values at the elements that a map has at each position. */
  void write(IndexMap map, MappedArray values, Shape space) {
    everyPosition(
        space,
        (index, position) -> {
          if (map.holds(position)) {
            int to = Math.toIntExact(map.element(position));
            System.arraycopy(values.elements, index, elements, to, 1);
          }
        });
  }

  /** Adds values to elements, in the order of the positions. */
  void add(Store.ScatterAdd scatter, long[] entries, MappedArray values, Shape space) {
    everyPosition(
        space,
        (index, position) -> {
          if (scatter.map().holds(position)) {
            int to = moved(scatter.map().element(position), scatter.gather(), entries, index);
            combine(Reducer.SUM, to, values, index);
          }
        });
  }

  /** Replaces elements of the shape of a space by their combination along an axis. */
  void scan(Store.Scan scan, Shape space) {
    int inner = Math.toIntExact(space.product(scan.axis() + 1, space.rank()));
    int size = Math.toIntExact(space.dim(scan.axis()));
    for (int first = 0; first < space.size(); first += size * inner) {
      for (int column = 0; column < inner; column++) {
        double running = 0;
        for (int i = 0; i < size; i++) {
          int row = scan.isReverse() ? size - 1 - i : i;
          int at = first + row * inner + column;
          if (!dtype.isFloating()) {
            if (i > 0) {
              combine(scan.reduction(), at, this, at + (scan.isReverse() ? inner : -inner));
            }
            continue;
          }
          double element = Array.getDouble(elements, at);
          running = i == 0 ? element : combined(scan.reduction(), running, element);
          set(at, running);
        }
      }
    }
  }

  private void combine(Reducer reduction, int at, MappedArray others, int from) {
    switch (dtype) {
      case FLOAT32 -> {
        float[] to = (float[]) elements;
        to[at] = (float) combined(reduction, to[at], ((float[]) others.elements)[from]);
      }
      case FLOAT64 -> {
        double[] to = (double[]) elements;
        to[at] = combined(reduction, to[at], ((double[]) others.elements)[from]);
      }
      case INT32 -> {
        int[] to = (int[]) elements;
        to[at] = (int) combined(reduction, to[at], ((int[]) others.elements)[from]);
      }
      case INT64 -> {
        long[] to = (long[]) elements;
        to[at] = combined(reduction, to[at], ((long[]) others.elements)[from]);
      }
      case BOOL -> ((boolean[]) elements)[at] |= ((boolean[]) others.elements)[from];
    }
  }

  private static double combined(Reducer reduction, double x, double y) {
    return reduction.function().apply(x, y);
  }

  private static long combined(Reducer reduction, long x, long y) {
    return switch (reduction) {
      case SUM -> x + y;
      case PRODUCT -> x * y;
      case MAX -> Math.max(x, y);
      case MIN -> Math.min(x, y);
    };
  }
}
