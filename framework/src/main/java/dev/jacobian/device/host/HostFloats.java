package dev.jacobian.device.host;

import java.util.Arrays;

/** Elements of float32. */
final class HostFloats implements HostBlock {
  private final float[] array;

  HostFloats(float[] array) {
    this.array = array;
  }

  @Override
  public float[] array() {
    return array;
  }

  @Override
  public boolean isLaneArray() {
    return true;
  }

  @Override
  public void fill(int at, int count, double value) {
    Arrays.fill(array, at, at + count, (float) value);
  }

  @Override
  public void copy(HostBlock source, int from, int fromStep, int at, int step, int count) {
    float[] other = ((HostFloats) source).array;
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
    float[] other = ((HostFloats) source).array;
    for (int i = 0; i < count; i++) {
      array[at + i] += other[from + i];
    }
  }

  @Override
  public void load(int from, int step, Object lane, int at, int count) {
    if (lane instanceof double[] wide) {
      for (int i = 0; i < count; i++) {
        wide[at + i] = array[from + i * step];
      }
    } else if (step == 1) {
      System.arraycopy(array, from, lane, at, count);
    } else {
      Arrays.fill((float[]) lane, at, at + count, array[from]);
    }
  }

  @Override
  public void store(Object lane, int at, int count) {
    if (lane instanceof double[] wide) {
      for (int i = 0; i < count; i++) {
        array[at + i] = (float) wide[i];
      }
    } else {
      System.arraycopy(lane, 0, array, at, count);
    }
  }
}
