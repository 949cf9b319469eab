package dev.jacobian.device.host;

import java.util.Arrays;

/** Elements of bool; their sum is the logical or. */
final class HostBools implements HostBlock {
  private final boolean[] array;

  HostBools(boolean[] array) {
    this.array = array;
  }

  @Override
  public boolean[] array() {
    return array;
  }

  @Override
  public boolean isLaneArray() {
    return false;
  }

  @Override
  public void fill(int at, int count, double value) {
    Arrays.fill(array, at, at + count, value != 0);
  }

  @Override
  public void copy(HostBlock source, int from, int fromStep, int at, int step, int count) {
    boolean[] other = ((HostBools) source).array;
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
    boolean[] other = ((HostBools) source).array;
    for (int i = 0; i < count; i++) {
      array[at + i] |= other[from + i];
    }
  }

  @Override
  public void load(int from, int step, Object lane, int at, int count) {
    long[] wide = (long[]) lane;
    for (int i = 0; i < count; i++) {
      wide[at + i] = array[from + i * step] ? 1 : 0;
    }
  }

  @Override
  public void store(Object lane, int at, int count) {
    long[] wide = (long[]) lane;
    for (int i = 0; i < count; i++) {
      array[at + i] = wide[i] != 0;
    }
  }
}
