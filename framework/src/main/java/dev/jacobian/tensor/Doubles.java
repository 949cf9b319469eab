package dev.jacobian.tensor;

/** Converts the Java arrays that carry a tensor's elements. */
final class Doubles {
  private Doubles() {}

  /** Returns the elements as double; true is 1. */
  static double[] of(Object array) {
    if (array instanceof double[] doubles) {
      return doubles;
    }
    if (array instanceof float[] floats) {
      double[] converted = new double[floats.length];
      for (int i = 0; i < converted.length; i++) {
        converted[i] = floats[i];
      }
      return converted;
    }
    if (array instanceof int[] ints) {
      double[] converted = new double[ints.length];
      for (int i = 0; i < converted.length; i++) {
        converted[i] = ints[i];
      }
      return converted;
    }
    if (array instanceof long[] longs) {
      double[] converted = new double[longs.length];
      for (int i = 0; i < converted.length; i++) {
        converted[i] = longs[i];
      }
      return converted;
    }
    boolean[] truths = (boolean[]) array;
    double[] converted = new double[truths.length];
    for (int i = 0; i < converted.length; i++) {
      converted[i] = truths[i] ? 1 : 0;
    }
    return converted;
  }
}
