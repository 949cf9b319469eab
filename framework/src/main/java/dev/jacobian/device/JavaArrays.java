package dev.jacobian.device;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.ShapeException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Java arrays as the carriers of values to and from devices. */
public final class JavaArrays {
  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  /** What the rest of a program needs, in a heap that is proposed. */
  private static final long SPARE_BYTES = 256L << 20;

  private JavaArrays() {}

  /**
   * Returns a new array of the Java type of {@code dtype}.
   *
   * @throws ShapeException if there are more elements than a Java array holds
   * @throws MemoryException if the Java heap has no room for it
   */
  public static Object allocate(DType dtype, long size) {
    return allocate("", dtype, size, "");
  }

  /**
   * Returns a new array of the Java type of {@code dtype}.
   *
   * @param what whose values it is for, with the ends of a sentence around: {@code data.npy: }
   * @param otherwise how to do without so large an array, as a clause that ends with a comma; may
   *     be empty
   * @throws ShapeException if there are more elements than a Java array holds
   * @throws MemoryException if the Java heap has no room for it
   */
  public static Object allocate(String what, DType dtype, long size, String otherwise) {
    if (size > MOST_ELEMENTS) {
      throw new ShapeException(
          what + size + " elements do not fit into one Java array",
          "at most " + MOST_ELEMENTS + " elements",
          "slice the tensor");
    }
    // An error of the heap can end a program that is told to do so, so it comes only to a wish that
    // could be met.
    if (size * dtype.byteSize() > Runtime.getRuntime().maxMemory()) {
      throw noRoom(what, dtype, size, otherwise, null);
    }
    int length = (int) size;
    try {
      return switch (dtype) {
        case FLOAT32 -> new float[length];
        case FLOAT64 -> new double[length];
        case INT32 -> new int[length];
        case INT64 -> new long[length];
        case BOOL -> new boolean[length];
      };
    } catch (OutOfMemoryError e) {
      throw noRoom(what, dtype, size, otherwise, e);
    }
  }

  private static MemoryException noRoom(
      String what, DType dtype, long size, String otherwise, @Nullable OutOfMemoryError cause) {
    long bytes = size * dtype.byteSize();
    return new MemoryException(
        String.format(
            Locale.ROOT,
            "%s%,d elements of %s take %s, for which the Java heap of %s has no room",
            what,
            size,
            dtype,
            ByteSize.format(bytes),
            ByteSize.format(Runtime.getRuntime().maxMemory())),
        "a heap that holds them",
        otherwise + heapFix(bytes),
        cause);
  }

  /**
   * Returns how a user gives Java more memory.
   *
   * @param bytes that are needed at least, or 0 if that is not known
   */
  public static String heapFix(long bytes) {
    long heap = Runtime.getRuntime().maxMemory();
    long needed = Math.max(2 * heap, 2 * bytes + SPARE_BYTES);
    long gigabytes = (needed + (1L << 30) - 1) >> 30;
    return "give Java more memory, as in -Xmx"
        + gigabytes
        + "g (with ./jacobian: JAVA_OPTS=-Xmx"
        + gigabytes
        + "g)";
  }
}
