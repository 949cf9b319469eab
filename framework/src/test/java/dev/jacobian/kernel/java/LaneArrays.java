package dev.jacobian.kernel.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.TensorSpec;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Random;

/** Arrays of lanes: how kernels are run on them, and what the eager CPU backend makes of them. */
final class LaneArrays {
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    1e-45,
    -1e-45,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    0.5,
    88,
    -104,
    2147483648.0,
    -2147483649.0,
    9.3e18,
    1e-8
  };
  private static final long[] SPECIAL_INTEGERS = {
    0, 1, -1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE, 46341, 31
  };
  private static final long[] SPECIAL_LONGS = {
    Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1, 3037000500L
  };

  private static final HostBackend HOST = new HostBackend(1L << 28, 1);

  private LaneArrays() {}

  static Object allocate(DType dtype, int count) {
    return switch (dtype) {
      case FLOAT32 -> new float[count];
      case FLOAT64 -> new double[count];
      case INT32, INT64, BOOL -> new long[count];
    };
  }

  /** Returns values of all sizes, zeros and numbers at the ends of the type's range among them. */
  static Object random(DType dtype, int count, Random random) {
    Object array = allocate(dtype, count);
    for (int i = 0; i < count; i++) {
      switch (dtype) {
        case FLOAT32 -> ((float[]) array)[i] = (float) randomFloating(random);
        case FLOAT64 -> ((double[]) array)[i] = randomFloating(random);
        case INT32 -> ((long[]) array)[i] = randomInteger(random, SPECIAL_INTEGERS);
        case INT64 ->
            ((long[]) array)[i] =
                randomInteger(random, random.nextBoolean() ? SPECIAL_LONGS : SPECIAL_INTEGERS);
        case BOOL -> ((long[]) array)[i] = random.nextInt(2);
      }
    }
    return array;
  }

  static double randomFloating(Random random) {
    return random.nextInt(4) == 0
        ? SPECIAL[random.nextInt(SPECIAL.length)]
        : random.nextGaussian() * Math.pow(10, random.nextInt(5) - 2);
  }

  private static long randomInteger(Random random, long[] special) {
    return random.nextInt(4) == 0
        ? special[random.nextInt(special.length)]
        : random.nextInt(41) - 20;
  }

  /** Returns the results of compiled code; what it does not write stays wrong. */
  static Object[] computed(
      KernelBody body, Kernel kernel, Object[] inputs, double[] parameters, int count) {
    Object[] results = new Object[kernel.outputs().size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = poisoned(kernel.outputs().get(i).value().dtype(), count);
    }
    body.compute(inputs, parameters, results, count);
    return results;
  }

  private static Object poisoned(DType dtype, int count) {
    Object array = allocate(dtype, count);
    for (int i = 0; i < count; i++) {
      // A byte goes into an array of any number type.
      Array.set(array, i, (byte) 77);
    }
    return array;
  }

  /** Returns the results of the CPU backend, which runs {@code body}. */
  static Object[] onHost(KernelBody body, Kernel kernel, Object[] inputs, double[] parameters) {
    try (MemoryScope scope = MemoryScope.open()) {
      Operand[] operands = new Operand[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        operands[i] = operand(new TensorSpec(kernel.space(), kernel.loads().get(i).dtype()));
        HOST.upload(
            toElements(new TensorSpec(kernel.space(), kernel.loads().get(i).dtype()), inputs[i]),
            0,
            operands[i]);
      }
      Operand[] outputs = new Operand[kernel.outputs().size()];
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = operand(kernel.outputSpec(i));
      }
      HOST.prepare(kernel, stage -> body).run(operands, parameters, outputs);
      Object[] results = new Object[outputs.length];
      for (int i = 0; i < outputs.length; i++) {
        Object elements = JavaArrays.allocate(outputs[i].dtype(), outputs[i].shape().size());
        HOST.download(outputs[i], elements, 0);
        results[i] = toLane(outputs[i].dtype(), elements);
      }
      return results;
    }
  }

  private static Operand operand(TensorSpec spec) {
    return new Operand(HOST.memory().allocate(spec), spec.shape());
  }

  private static Object toElements(TensorSpec spec, Object lane) {
    int count = Array.getLength(lane);
    if (spec.dtype() != DType.INT32 && spec.dtype() != DType.BOOL) {
      return lane;
    }
    Object elements = JavaArrays.allocate(spec.dtype(), count);
    for (int i = 0; i < count; i++) {
      long value = ((long[]) lane)[i];
      Array.set(elements, i, spec.dtype() == DType.BOOL ? (Object) (value != 0) : (int) value);
    }
    return elements;
  }

  private static Object toLane(DType dtype, Object elements) {
    if (dtype != DType.INT32 && dtype != DType.BOOL) {
      return elements;
    }
    long[] lane = new long[Array.getLength(elements)];
    for (int i = 0; i < lane.length; i++) {
      lane[i] = dtype == DType.BOOL ? ((boolean[]) elements)[i] ? 1 : 0 : ((int[]) elements)[i];
    }
    return lane;
  }

  /** Checks that results have the same bits; any NaN is the same as any other. */
  static void assertSame(Object[] expected, Object[] actual, String what) {
    assertEquals(expected.length, actual.length, what);
    assertTrue(expected.length > 0, what);
    for (int result = 0; result < expected.length; result++) {
      int count = Array.getLength(expected[result]);
      assertEquals(count, Array.getLength(actual[result]), what);
      for (int i = 0; i < count; i++) {
        // Boxed floating numbers are equal if their bits are, or both are NaN.
        Object right = Array.get(expected[result], i);
        Object received = Array.get(actual[result], i);
        if (!right.equals(received)) {
          fail(
              what
                  + ": element "
                  + i
                  + " of result "
                  + result
                  + " is "
                  + received
                  + ", expected "
                  + right);
        }
      }
    }
  }

  /** Returns the arrays of a kernel's inputs. */
  static Object[] randomInputs(List<DType> dtypes, int count, Random random) {
    return dtypes.stream().map(dtype -> random(dtype, count, random)).toArray();
  }
}
