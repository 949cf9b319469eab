package dev.jacobian.device.host;

import java.util.Arrays;

/** Elements of int64. */
final class HostLongs implements HostBlock {
  private final long[] array;

  HostLongs(long[] array) {
    this.array = array;
  }

  @Override
  public long[] array() {
    return array;
  }

  @Override
  public boolean isLaneArray() {
    return true;
  }

  @Override
  public void fill(int at, int count, double value) {
    Arrays.fill(array, at, at + count, (long) value);
  }

  @Override
  public void copy(HostBlock source, int from, int fromStep, int at, int step, int count) {
    long[] other = ((HostLongs) source).array;
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
    long[] other = ((HostLongs) source).array;
    for (int i = 0; i < count; i++) {
      array[at + i] += other[from + i];
    }
  }

  @Override
  public void load(int from, int step, Object lane, int at, int count) {
    if (step == 1) {
      System.arraycopy(array, from, lane, at, count);
    } else {
      Arrays.fill((long[]) lane, at, at + count, array[from]);
    }
  }

  @Override
  public void store(Object lane, int at, int count) {
    System.arraycopy(lane, 0, array, at, count);
  }
}
