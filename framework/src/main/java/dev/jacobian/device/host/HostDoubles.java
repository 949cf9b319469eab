package dev.jacobian.device.host;

import java.util.Arrays;

/** Elements of float64. */
final class HostDoubles implements HostBlock {
  private final double[] array;

  HostDoubles(double[] array) {
    this.array = array;
  }

  @Override
  public double[] array() {
    return array;
  }

  @Override
  public boolean isLaneArray() {
    return true;
  }

  @Override
  public void fill(int at, int count, double value) {
    Arrays.fill(array, at, at + count, value);
  }

  @Override
  public void copy(HostBlock source, int from, int fromStep, int at, int step, int count) {
    double[] other = ((HostDoubles) source).array;
    if (fromStep == 1 && step == 1) {
      System.arraycopy(other, from, array, at, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      array[at + i * step] = other[from + i * fromStep];
    }
  }

  @Override
  public void add(HostBlock source, int from, int at, int count) {
    double[] other = ((HostDoubles) source).array;
    for (int i = 0; i < count; i++) {
      array[at + i] += other[from + i];
    }
  }

  @Override
  public void load(int from, int step, Object lane, int at, int count) {
    if (step == 1) {
      System.arraycopy(array, from, lane, at, count);
    } else {
      Arrays.fill((double[]) lane, at, at + count, array[from]);
    }
  }

  @Override
  public void store(Object lane, int at, int count) {
    System.arraycopy(lane, 0, array, at, count);
  }
}
