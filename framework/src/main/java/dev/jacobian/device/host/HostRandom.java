package dev.jacobian.device.host;

import dev.jacobian.device.Distribution;
import dev.jacobian.device.Operand;
import dev.jacobian.device.RandomState;

/** Fills arrays with the numbers of a {@link RandomState}. */
final class HostRandom {
  private HostRandom() {}

  static void run(Distribution distribution, RandomState state, Operand output) {
    int size = (int) output.shape().size();
    if (HostBlock.of(output) instanceof HostFloats floats) {
      float[] values = new float[size];
      fill(distribution, state, values, size);
      floats.put(0, values, 0, size);
    } else {
      double[] values = new double[size];
      fill(distribution, state, values, size);
      HostBlock.of(output).store(values, 0, 0, size);
    }
  }

  private static void fill(Distribution distribution, RandomState state, float[] out, int size) {
    switch (distribution) {
      case UNIFORM -> {
        for (int i = 0; i < size; i++) {
          out[i] = state.uniformFloat(i);
        }
      }
      case NORMAL -> {
        for (int i = 0; i < size; i++) {
          out[i] = (float) state.normal(i);
        }
      }
    }
  }

  private static void fill(Distribution distribution, RandomState state, double[] out, int size) {
    switch (distribution) {
      case UNIFORM -> {
        for (int i = 0; i < size; i++) {
          out[i] = state.uniformDouble(i);
        }
      }
      case NORMAL -> {
        for (int i = 0; i < size; i++) {
          out[i] = state.normal(i);
        }
      }
    }
  }
}
