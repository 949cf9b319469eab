package dev.jacobian.data;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.util.Arrays;

/** A growing list of float32 or float64 numbers without an object per number. */
final class GrowingNumbers {
  private static final int MOST = Integer.MAX_VALUE - 8;
  private static final int FIRST = 1024;

  private float[] floats = {};
  private double[] doubles = {};
  private final boolean isDouble;
  private int capacity = FIRST;
  private int size;

  GrowingNumbers(DType dtype) {
    this.isDouble = dtype == DType.FLOAT64;
    resize();
  }

  private void resize() {
    if (isDouble) {
      doubles = Arrays.copyOf(doubles, capacity);
    } else {
      floats = Arrays.copyOf(floats, capacity);
    }
  }

  void add(double value) {
    if (size == capacity) {
      if (size == MOST) {
        throw new DataException(
            "a CSV file with more than " + MOST + " numbers", "fewer", "split the file");
      }
      capacity = (int) Math.min(MOST, 2L * capacity);
      resize();
    }
    set(size++, value);
  }

  int size() {
    return size;
  }

  double get(int index) {
    return isDouble ? doubles[index] : floats[index];
  }

  void set(int index, double value) {
    if (isDouble) {
      doubles[index] = value;
    } else {
      floats[index] = (float) value;
    }
  }

  /** Returns the numbers as {@code float[]} or {@code double[]}. */
  Object toArray() {
    return isDouble ? Arrays.copyOf(doubles, size) : Arrays.copyOf(floats, size);
  }
}
