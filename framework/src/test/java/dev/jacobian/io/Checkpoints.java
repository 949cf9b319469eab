package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Checkpoints for tests, and what tests ask of them. */
final class Checkpoints {
  private Checkpoints() {}

  /** Returns a small checkpoint whose contents follow from the step. */
  static Checkpoint of(long step) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("model.weight", Tensor.of(new float[] {step, -0f, 0.5f}));
    tensors.put("done", Tensor.of(new boolean[] {true, false}));
    tensors.put("step", Tensor.of(new long[] {step}, new long[0]));
    return new Checkpoint(tensors, Map.of("epoch", Long.toString(step / 10)));
  }

  /** Returns tensors of all dtypes and of unusual shapes and values. */
  static Map<String, Tensor> everyKind() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    float[] floats = {
      -0f, 0, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, bits(0x7fc01234), bits(0xffc00001), 1.1f, -3
    };
    double[] doubles = {
      -0.0, Double.longBitsToDouble(0x7ff8_0000_0000_abcdL), Double.MIN_VALUE, 0.1, Double.MAX_VALUE
    };
    tensors.put("f32", Tensor.of(floats, 2, 4));
    tensors.put("f64", Tensor.of(doubles));
    tensors.put("i32", Tensor.of(new int[] {Integer.MIN_VALUE, -1, Integer.MAX_VALUE}, 3, 1));
    tensors.put("i64", Tensor.of(new long[] {Long.MIN_VALUE, (1L << 53) + 1, Long.MAX_VALUE}));
    tensors.put("bool", Tensor.of(new boolean[] {true, false, true}));
    for (DType dtype : DType.values()) {
      tensors.put("no " + dtype, Tensor.zeros(2, 0, 3).to(dtype));
      tensors.put("one " + dtype, Tensor.ones().to(dtype));
    }
    tensors.put("größe \"1\" \uD83D\uDE00\n\u2028", Tensor.of(new int[] {7}));
    return tensors;
  }

  private static float bits(int bits) {
    return Float.intBitsToFloat(bits);
  }

  /** Asserts equal names, shapes, dtypes, bits and texts, in any order. */
  static void assertSame(Checkpoint expected, Checkpoint actual) {
    assertEquals(Map.copyOf(expected.texts()), Map.copyOf(actual.texts()));
    assertSameBits(expected.tensors(), actual.tensors());
  }

  /** Asserts equal names, shapes, dtypes and bits, in any order. */
  static void assertSameBits(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    assertEquals(Map.copyOf(expected).keySet(), Map.copyOf(actual).keySet());
    expected.forEach(
        (name, tensor) -> {
          Tensor other = actual.get(name);
          assertEquals(tensor.variable().spec(), other.variable().spec(), name);
          assertArrayEquals(bits(tensor), bits(other), name);
        });
  }

  private static long[] bits(Tensor tensor) {
    return switch (tensor.dtype()) {
      case FLOAT32 -> {
        float[] values = tensor.toFloatArray();
        long[] bits = new long[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        yield bits;
      }
      case FLOAT64 ->
          Arrays.stream(tensor.toDoubleArray()).mapToLong(Double::doubleToRawLongBits).toArray();
      case INT32 -> Arrays.stream(tensor.toIntArray()).asLongStream().toArray();
      case INT64 -> tensor.toLongArray();
      case BOOL -> {
        boolean[] values = tensor.toBooleanArray();
        long[] bits = new long[values.length];
        Arrays.setAll(bits, i -> values[i] ? 1 : 0);
        yield bits;
      }
    };
  }

  /** Returns the names of a folder's files, sorted. */
  static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Returns the file's name of a step that was not the best. */
  static String name(long step) {
    return new CheckpointName(step, false).file();
  }

  /** Returns the file's name of a step that was the best. */
  static String best(long step) {
    return new CheckpointName(step, true).file();
  }

  /** Returns the position of some bytes in others. */
  static int indexOf(byte[] bytes, byte[] wanted) {
    for (int at = 0; at + wanted.length <= bytes.length; at++) {
      if (ByteBuffer.wrap(bytes, at, wanted.length).equals(ByteBuffer.wrap(wanted))) {
        return at;
      }
    }
    throw new AssertionError("not found");
  }
}
