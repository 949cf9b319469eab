package dev.jacobian.device.host;

import java.util.Arrays;

/** Elements of int32. */
final class HostInts implements HostBlock {
  private final int[] array;

  HostInts(int[] array) {
    this.array = array;
  }

  @Override
  public int[] array() {
    return array;
  }

  @Override
  public boolean isLaneArray() {
    return false;
  }

  @Override
  public void fill(int at, int count, double value) {
    Arrays.fill(array, at, at + count, (int) value);
  }

  @Override
  public void copy(HostBlock source, int from, int fromStep, int at, int step, int count) {
    int[] other = ((HostInts) source).array;
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
    int[] other = ((HostInts) source).array;
    for (int i = 0; i < count; i++) {
      array[at + i] += other[from + i];
    }
  }

  @Override
  public void load(int from, int step, Object lane, int at, int count) {
    long[] wide = (long[]) lane;
    for (int i = 0; i < count; i++) {
      wide[at + i] = array[from + i * step];
    }
  }

  @Override
  public void store(Object lane, int at, int count) {
    long[] wide = (long[]) lane;
    for (int i = 0; i < count; i++) {
      array[at + i] = (int) wide[i];
    }
  }
}
