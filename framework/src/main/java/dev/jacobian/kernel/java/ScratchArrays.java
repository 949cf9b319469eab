package dev.jacobian.kernel.java;

import dev.jacobian.shape.DType;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Arrays for values between two loops. Each thread has its own, used by all kernels in turn, so
 * that they stay in the processor's cache; one is made only when a kernel needs more of them, or
 * longer ones, than any before.
 */
final class ScratchArrays {
  private final ThreadLocal<Store> stores = ThreadLocal.withInitial(Store::new);

  /**
   * Returns an array that holds {@code results} and, behind them, scratch. It is valid until the
   * thread's next call, and may be longer.
   *
   * @param results the arrays that come first
   * @param resultCount how many they are
   * @param scratch for each scratch array the type of its values
   * @param count how many elements a scratch array has at least
   */
  Object[] append(Object[] results, int resultCount, List<DType> scratch, int count) {
    return stores.get().append(results, resultCount, scratch, count);
  }

  private static final class Store {
    private final Map<DType, Object[]> arrays = new EnumMap<>(DType.class);
    private Object[] all = new Object[0];

    Object[] append(Object[] results, int resultCount, List<DType> scratch, int count) {
      if (all.length < resultCount + scratch.size()) {
        all = new Object[resultCount + scratch.size()];
      }
      System.arraycopy(results, 0, all, 0, resultCount);
      for (int i = 0; i < scratch.size(); i++) {
        all[resultCount + i] = array(scratch.get(i), i, count);
      }
      return all;
    }

    private Object array(DType dtype, int index, int count) {
      Object[] ofType = arrays.get(dtype);
      if (ofType == null || ofType.length <= index) {
        ofType = ofType == null ? new Object[index + 1] : Arrays.copyOf(ofType, index + 1);
        arrays.put(dtype, ofType);
      }
      if (ofType[index] == null || Array.getLength(ofType[index]) < count) {
        ofType[index] = newArray(dtype, count);
      }
      return ofType[index];
    }

    private static Object newArray(DType dtype, int length) {
      return switch (dtype) {
        case FLOAT32 -> new float[length];
        case FLOAT64 -> new double[length];
        case INT32, INT64, BOOL -> new long[length];
      };
    }
  }
}
