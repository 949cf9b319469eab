package dev.jacobian.device;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Operands of floating-point numbers, as double. */
public final class FloatingOperands {
  private FloatingOperands() {}

  /** Makes an operand of random numbers in [-0.5, 0.5), those of a seed. */
  public static Operand random(Backend backend, DType dtype, Shape shape, long seed) {
    Operand operand = new Operand(backend.memory().allocate(new TensorSpec(shape, dtype)), shape);
    double[] values = new SplittableRandom(seed).doubles(shape.size(), -0.5, 0.5).toArray();
    if (dtype == DType.FLOAT64) {
      backend.upload(values, 0, operand);
    } else {
      float[] floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) values[i];
      }
      backend.upload(floats, 0, operand);
    }
    return operand;
  }

  /** Returns the elements. */
  public static double[] doubles(Backend backend, Operand operand) {
    double[] values = new double[(int) operand.shape().size()];
    if (operand.dtype() == DType.FLOAT64) {
      backend.download(operand, values, 0);
      return values;
    }
    float[] floats = new float[values.length];
    backend.download(operand, floats, 0);
    Arrays.setAll(values, i -> floats[i]);
    return values;
  }
}
