package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of goldens/numpy were written by python/goldens_numpy.py. */
class NumpyFileTest {
  private static final Path GOLDENS = Path.of("src", "test", "resources", "goldens", "numpy");

  @TempDir Path folder;

  private static Tensor golden(String name) {
    return NumpyFile.loadNpy(GOLDENS.resolve(name + ".npy"));
  }

  private static double[] rows(double shift) {
    return IntStream.range(0, 6).mapToDouble(i -> 10 * (i / 3) + i % 3 + shift).toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "f4, FLOAT32, -3.5",
    "f8, FLOAT64, -3.5",
    "big_f4, FLOAT32, -3.5",
    "big_f8, FLOAT64, -3.5",
    "i4, INT32, -3",
    "i8, INT64, -3",
    "big_i4, INT32, -3",
    "big_i8, INT64, -3",
    "i1, INT32, -3",
    "i2, INT32, -3",
    "big_i2, INT32, -3",
    "u1, INT32, 200",
    "u2, INT32, 60000"
  })
  void everyNumberThatNumpyWritesIsRead(String name, DType dtype, double shift) {
    Tensor read = golden(name);
    assertEquals(dtype, read.dtype());
    assertEquals(Shape.of(2, 3), read.shape());
    assertArrayEquals(rows(shift), read.toDoubleArray());
  }

  @Test
  void truthsScalarsVectorsAndEmptyArraysAreRead() {
    assertEquals(DType.BOOL, golden("b1").dtype());
    assertArrayEquals(
        new double[] {0, 0, 0, 1, 1, 1}, golden("b1").to(DType.FLOAT64).toDoubleArray());
    assertEquals(Shape.of(), golden("scalar").shape());
    assertArrayEquals(new double[] {2.5}, golden("scalar").toDoubleArray());
    assertArrayEquals(new long[] {0, 1, 2, 3}, golden("vector").toLongArray());
    assertEquals(Shape.of(0, 3), golden("empty").shape());
  }

  private static void assertCube(Tensor read) {
    assertEquals(Shape.of(2, 3, 4), read.shape());
    float[] values = new float[24];
    for (int i = 0; i < 24; i++) {
      values[i] = i;
    }
    assertArrayEquals(values, read.toFloatArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fortran", "version1", "version2", "version3"})
  void everyVersionAndOrderOfAxesIsRead(String name) {
    assertCube(golden(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored", "compressed"})
  void archivesAreRead(String name) {
    Map<String, Tensor> read = NumpyFile.loadNpz(GOLDENS.resolve(name + ".npz"));
    assertEquals(List.of("x", "labels"), List.copyOf(read.keySet()));
    assertCube(read.get("x"));
    assertArrayEquals(new long[] {0, 1}, read.get("labels").toLongArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored", "compressed"})
  void oneArrayOfAnArchiveIsReadByItsName(String name) {
    Path file = GOLDENS.resolve(name + ".npz");
    assertEquals(List.of("x", "labels"), NumpyFile.namesInNpz(file));
    assertCube(NumpyFile.loadNpz(file, "x"));
    assertEquals(
        "npz file '" + file + "' has no array 'y'; expected one of [x, labels]",
        assertThrows(FileFormatException.class, () -> NumpyFile.loadNpz(file, "y")).getMessage());
    Path none = folder.resolve("none.npz");
    assertEquals(
        "npz file '" + none + "' does not exist; expected the path of a file",
        assertThrows(FileFormatException.class, () -> NumpyFile.namesInNpz(none)).getMessage());
    assertThrows(FileFormatException.class, () -> NumpyFile.loadNpz(none, "x"));
    assertThrows(FileFormatException.class, () -> NumpyFile.namesInNpz(GOLDENS.resolve("u1.npy")));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void whatIsWrittenIsReadBack(DType dtype) {
    Path file = folder.resolve("x.npy");
    for (long[] sizes : new long[][] {{}, {5}, {0, 2}, {2, 3, 4}}) {
      Shape shape = Shape.of(sizes);
      Tensor written = Tensor.arange(-3, shape.size() - 3).reshape(sizes).to(dtype);
      NumpyFile.saveNpy(file, written);
      Tensor read = NumpyFile.loadNpy(file);
      assertEquals(written.shape(), read.shape());
      assertEquals(dtype, read.dtype());
      assertEquals(written.toString(), read.toString());
    }
  }

  @Test
  void archivesAreReadBackAndTheSameTensorsGiveTheSameBytes() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b", Tensor.of(new float[] {1, 2.5f}));
    tensors.put("a/b", Tensor.of(new long[] {1L << 40}));
    Path file = folder.resolve("x.npz");
    NumpyFile.saveNpz(file, tensors);
    byte[] first = Files.readAllBytes(file);
    Map<String, Tensor> read = NumpyFile.loadNpz(file);
    assertEquals(List.of("b", "a/b"), List.copyOf(read.keySet()));
    assertArrayEquals(new float[] {1, 2.5f}, read.get("b").toFloatArray());
    assertArrayEquals(new long[] {1L << 40}, read.get("a/b").toLongArray());
    NumpyFile.saveNpz(file, read);
    assertArrayEquals(first, Files.readAllBytes(file));
  }

  @Test
  void numpyReadsWhatIsWritten() throws Exception {
    assumeTrue(python("import numpy").isEmpty(), "python3 with numpy is not installed");
    StringBuilder script = new StringBuilder("import numpy as np\n");
    for (DType dtype : DType.values()) {
      Tensor values = Tensor.arange(0, 6).reshape(2, 3).to(dtype);
      NumpyFile.saveNpy(folder.resolve(dtype + ".npy"), values);
      NumpyFile.saveNpz(folder.resolve(dtype + ".npz"), Map.of("x", values));
      script.append(
          """
          for a in [np.load('T.npy'), np.load('T.npz')['x']]:
              assert a.dtype == np.dtype('T') and a.flags.c_contiguous, a.dtype
              assert (a == np.arange(6).reshape(2, 3).astype('T')).all(), a
          """
              .replace("T", dtype.toString()));
    }
    NumpyFile.saveNpy(folder.resolve("scalar.npy"), Tensor.of(2.5f).reshape());
    script.append("assert np.load('scalar.npy').shape == () and np.load('scalar.npy') == 2.5\n");
    assertEquals("", python(script.toString()));
  }

  /** Runs a script in the folder and returns what went wrong. */
  private String python(String script) throws InterruptedException {
    Path errors = folder.resolve("errors.txt");
    try {
      Process process =
          new ProcessBuilder("python3", "-c", script)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(errors.toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "python3 did not end";
      }
      return Files.readString(errors, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
