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

  @Test
  void narrowNumbersBecomeWiderWithoutALoss() throws IOException {
    int cases = 0;
    for (String line : Files.readAllLines(GOLDENS.resolve("wider.txt"))) {
      String name = line.substring(0, line.indexOf('\t'));
      String[] expected = line.substring(line.indexOf('\t') + 1).split(" ");
      Tensor read = golden(name);
      DType dtype =
          name.endsWith("f2") ? DType.FLOAT32 : name.endsWith("u2") ? DType.INT32 : DType.INT64;
      assertEquals(dtype, read.dtype(), name);
      assertEquals(Shape.of(expected.length), read.shape(), name);
      for (int i = 0; i < expected.length; i++) {
        if (dtype == DType.FLOAT32) {
          String value = expected[i].replace("inf", "Infinity").replace("nan", "NaN");
          assertEquals(Float.parseFloat(value), read.toFloatArray()[i], name);
        } else {
          assertEquals(Long.parseLong(expected[i]), read.to(DType.INT64).toLongArray()[i], name);
        }
        cases++;
      }
    }
    assertEquals(2 * 9 + 5 * 4, cases);
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "no_order", "no_sign", "python2", "python2_version2"})
  void headersThatOldAndOtherProgramsWriteAreRead(String name) {
    Tensor read = golden(name);
    assertEquals(DType.FLOAT64, read.dtype());
    assertEquals(Shape.of(12, 3), read.shape());
    assertArrayEquals(
        IntStream.range(0, 36).asDoubleStream().toArray(), read.toDoubleArray(), name);
    assertArrayEquals(new boolean[] {true, false}, golden("one_axis_python2").toBooleanArray());
  }

  @Test
  void anArrayCompressedByGzipIsReadWhateverItsName() throws IOException {
    Path compressed = GOLDENS.resolve("cube.npy.gz");
    assertCube(NumpyFile.loadNpy(compressed));
    Path renamed = folder.resolve("cube.npy");
    Files.copy(compressed, renamed);
    assertCube(NumpyFile.loadNpy(renamed));
  }

  @Test
  void archivesOfAllKindsAreRead() {
    assertCube(NumpyFile.loadNpz(GOLDENS.resolve("single.npz")).get("arr_0"));
    assertCube(NumpyFile.loadNpz(GOLDENS.resolve("zip64.npz"), "x"));
    assertEquals(
        List.of("x", "labels"), NumpyFile.namesInNpz(GOLDENS.resolve("zip64.npz")), "zip64");
    Path odd = GOLDENS.resolve("odd_names.npz");
    assertEquals(List.of("a.npy", "b/c", ""), NumpyFile.namesInNpz(odd));
    assertArrayEquals(new long[] {0, 1}, NumpyFile.loadNpz(odd, "a.npy").toLongArray());
    assertArrayEquals(new long[] {0, 1, 2}, NumpyFile.loadNpz(odd, "b/c").toLongArray());
    assertArrayEquals(new long[] {0, 1, 2, 3}, NumpyFile.loadNpz(odd).get("").toLongArray());
    Path others = GOLDENS.resolve("other_members.npz");
    assertEquals(List.of("x"), NumpyFile.namesInNpz(others));
    assertArrayEquals(new long[] {0, 1, 2, 3}, NumpyFile.loadNpz(others, "x").toLongArray());
    assertEquals(
        "npz file '" + others + "' has the member 'readme.txt'; expected arrays, named *.npy",
        assertThrows(FileFormatException.class, () -> NumpyFile.loadNpz(others)).getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "u1, INT32, 0",
    "i1, INT32, -6",
    "i2, INT32, -6",
    "i4, INT32, -6",
    "f4, FLOAT32, -6",
    "f8, FLOAT64, -6"
  })
  void everyTypeOfIdxIsRead(String name, DType dtype, double shift) {
    Tensor read = IdxFile.load(GOLDENS.resolve(name + ".idx"));
    assertEquals(dtype, read.dtype());
    assertEquals(Shape.of(2, 3), read.shape());
    assertArrayEquals(rows(shift), read.toDoubleArray());
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
