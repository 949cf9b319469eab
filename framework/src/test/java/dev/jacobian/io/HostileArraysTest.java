package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Array files that are torn, lie, or hold what is not supported. */
class HostileArraysTest {
  private static final Path GOLDENS = Path.of("src", "test", "resources", "goldens", "numpy");

  @TempDir Path folder;

  private static byte[] npy(String dictionary, int dataBytes) {
    byte[] text = dictionary.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer bytes = ByteBuffer.allocate(10 + text.length + dataBytes);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.put((byte) text.length).put((byte) (text.length >> 8)).put(text);
    return bytes.array();
  }

  /** Returns the error's message after the file's name. */
  private String npyError(byte[] bytes) throws IOException {
    Path file = folder.resolve("x.npy");
    Files.write(file, bytes);
    String message =
        assertThrows(FileFormatException.class, () -> NumpyFile.loadNpy(file)).getMessage();
    String start = "npy file '" + file + "'";
    assertTrue(message.startsWith(start), message);
    return message.substring(start.length());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{'descr': '<f4', 'fortran_order': False} ~ : the header lacks a key",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': '1'} ~ : the header has the key 'x'",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)} ~ : the header has the key 'descr' twice",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)} ~ : the header has '[' at character 10; expected a string; arrays of records are not supported",
        "{'descr': '<f3', 'fortran_order': False, 'shape': (2,)} ~ : elements of type '<f3'",
        "{'descr': '<q', 'fortran_order': False, 'shape': (2,)} ~ : elements of type '<q'; expected bool, int8 to int64, uint8 to uint64, float16, float32 or float64",
        "{'descr': '*f4', 'fortran_order': False, 'shape': (1,)} ~ : elements of type '*f4'",
        "{'descr': '', 'fortran_order': False, 'shape': (1,)} ~ : elements of type ''",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (12LL, 3L)} ~ : the header has 'L' at character 54; expected ',' or ')'",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (L,)} ~ : the header has 'L' at character 51; expected the size of an axis",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)} ~ : the header has '0' at character 34; expected True or False",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)} ~ : the header has '-' at character 51; expected the size of an axis",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1e9,)} ~ : the header has 'e' at character 52; expected ',' or ')'",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)} ~ : the header has '9' at character 51; expected the size of an axis",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)} ~ : the shape [4294967296, 4294967296] has too many elements",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483640,)} ~ : the shape [2147483640] has too many elements",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000,)} ~ : the file ends inside its 2000000000 elements",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} ~ : the file ends inside its 2 elements",
        "{'descr': '<f4', 'fortran_order': False, 'shape': ()}; import os ~ : the header has ';' at character 53; expected the end of the header",
        "{'descr': '<f4', 'fortran_order': False, 'shape': ( ~ : the header ends at character 51",
        "{'descr': '<f4 ~ : the header has ''' at character 10; expected a plain string",
        "__import__('os') ~ : the header has '_' at character 0; expected '{'"
      })
  void everyLieOfAHeaderHasItsError(String dictionary, String expected) throws IOException {
    String message = npyError(npy(dictionary, 4));
    assertTrue(message.startsWith(expected), message);
  }

  @Test
  void bytesBehindTheElementsAreRefused() throws IOException {
    assertEquals(
        ": bytes follow after the 1 elements; expected the end of the file",
        npyError(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", 5)));
  }

  @Test
  void startsThatAreNotNpyAreRefused() throws IOException {
    byte[] good = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", 4);
    byte[] bad = good.clone();
    bad[0] = 'N';
    assertEquals(
        ": the file does not start as .npy does; expected the bytes \\x93NUMPY", npyError(bad));
    bad = good.clone();
    bad[6] = 4;
    assertEquals(": version 4.0; expected version 1.0, 2.0 or 3.0", npyError(bad));
    bad[6] = 2;
    Arrays.fill(bad, 8, 12, (byte) 0xFF);
    assertEquals(": a header of 4294967295 bytes; expected at most 65536", npyError(bad));
    byte[] truth = npy("{'descr': '|b1', 'fortran_order': False, 'shape': (1,)}", 1);
    truth[truth.length - 1] = 2;
    assertEquals(": element 0 of type bool is the byte 2; expected 0 or 1", npyError(truth));
    for (int length = 0; length < good.length; length++) {
      npyError(Arrays.copyOf(good, length));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "objects ~ elements of type '|O', Python objects ~ save a.astype('float64'), if these are numbers",
        "complex ~ elements of type '<c8', complex numbers ~ save a.real and a.imag, or np.abs(a)",
        "complex16 ~ elements of type '<c16', complex numbers ~ save a.real and a.imag, or np.abs(a)",
        "text ~ elements of type '<U2', text ~ save a.astype('float64') if these are numbers, of names np.unique(a, return_inverse=True)[1]",
        "bytes ~ elements of type '|S2', text ~ save a.astype('float64') if these are numbers, of names np.unique(a, return_inverse=True)[1]",
        "times ~ elements of type '<M8[D]', times ~ save a.astype('datetime64[s]').astype('int64')",
        "durations ~ elements of type '<m8[s]', durations ~ save a.astype('timedelta64[s]').astype('int64')",
        "long_double ~ elements of type '<f16', floating-point numbers of another size ~ save a.astype('float64')",
        "raw ~ elements of type '|V3', records or raw bytes ~ save each field as an array: a['name']"
      })
  void whatIsNotPlainNumbersIsNamedWithTheWayOut(String name, String what, String fix) {
    Path file = GOLDENS.resolve(name + ".npy");
    assertEquals(
        "npy file '"
            + file
            + "': "
            + what
            + "; expected bool, int8 to int64, uint8 to uint64, float16, float32 or float64; fix: "
            + fix,
        assertThrows(FileFormatException.class, () -> NumpyFile.loadNpy(file)).getMessage());
    assertThrows(
        FileFormatException.class, () -> NumpyFile.loadNpy(GOLDENS.resolve("records.npy")));
  }

  @Test
  void anUnsignedNumberThatInt64DoesNotHoldIsNamed() {
    Path file = GOLDENS.resolve("u8_too_large.npy");
    assertEquals(
        "npy file '"
            + file
            + "': element 1 of type uint64 is 9223372036854775808; expected numbers below 2^63,"
            + " which int64 holds; fix: write it as float64, if rounding it is right",
        assertThrows(FileFormatException.class, () -> NumpyFile.loadNpy(file)).getMessage());
  }

  @Test
  void archivesThatAreCutOrFlippedAreRefused() throws IOException {
    Path file = folder.resolve("x.npz");
    NumpyFile.saveNpz(file, Map.of("x", Tensor.of(new float[] {1, 2, 3})));
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThrows(FileFormatException.class, () -> NumpyFile.loadNpz(file), "cut at " + length);
    }
    int data = new String(good, StandardCharsets.ISO_8859_1).indexOf("NUMPY");
    for (int at = data; at < data + 137; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      Files.write(file, bad);
      assertThrows(FileFormatException.class, () -> NumpyFile.loadNpz(file), "byte " + at);
    }
    assertEquals(
        "npz file 'none.npz' does not exist; expected the path of a file",
        assertThrows(FileFormatException.class, () -> NumpyFile.loadNpz(Path.of("none.npz")))
            .getMessage());
  }

  private static byte[] idx(int type, int[] sizes, int dataBytes) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + dataBytes);
    bytes.putInt(type << 8 | sizes.length);
    for (int size : sizes) {
      bytes.putInt(size);
    }
    for (int i = 0; i < dataBytes; i++) {
      bytes.put((byte) (250 + i));
    }
    return bytes.array();
  }

  private String idxError(byte[] bytes) throws IOException {
    Path file = folder.resolve("x.idx");
    Files.write(file, bytes);
    String message = assertThrows(FileFormatException.class, () -> IdxFile.load(file)).getMessage();
    String start = "IDX file '" + file + "'";
    assertTrue(message.startsWith(start), message);
    return message.substring(start.length());
  }

  @Test
  void idxIsReadAsItIsDefined() throws IOException {
    Path file = folder.resolve("images-idx3-ubyte");
    Files.write(file, idx(0x08, new int[] {2, 1, 3}, 6));
    Tensor read = IdxFile.load(file);
    assertEquals(Shape.of(2, 1, 3), read.shape());
    assertEquals(DType.INT32, read.dtype());
    assertArrayEquals(new int[] {250, 251, 252, 253, 254, 255}, read.toIntArray());
    Files.write(file, idx(0x0B, new int[] {1}, 2));
    assertArrayEquals(new int[] {(short) 0xFAFB}, IdxFile.load(file).toIntArray());
    Files.write(file, idx(0x09, new int[] {2}, 2));
    assertArrayEquals(new int[] {-6, -5}, IdxFile.load(file).toIntArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.idx", "x.idx.gz"})
  void idxIsReadBack(String name) throws IOException {
    Path file = folder.resolve(name);
    for (Tensor written :
        new Tensor[] {
          Tensor.of(new float[] {1.5f, -2, 3, 4}).reshape(2, 2),
          Tensor.of(new double[] {0.1}),
          Tensor.arange(0, 256).to(DType.INT32),
          Tensor.arange(-1, 70_000).to(DType.INT32)
        }) {
      IdxFile.save(file, written);
      Tensor read = IdxFile.load(file);
      assertEquals(written.dtype(), read.dtype());
      assertEquals(written.shape(), read.shape());
      assertArrayEquals(written.toDoubleArray(), read.toDoubleArray());
    }
    IdxFile.save(file, Tensor.arange(0, 256).to(DType.INT32));
    if (name.endsWith("idx")) {
      assertEquals(8 + 256, Files.size(file), "bytes are enough");
    }
    assertEquals(
        "IDX: a tensor of int64; expected int32, float32 or float64; fix: convert it:"
            + " x.to(DType.INT32)",
        assertThrows(DTypeException.class, () -> IdxFile.save(file, Tensor.arange(0, 2)))
            .getMessage());
  }

  @Test
  void aCompressedIdxFileIsReadWhateverItsName() throws IOException {
    Path compressed = folder.resolve("labels.gz");
    IdxFile.save(compressed, Tensor.of(new int[] {1, 2, 200}));
    Path renamed = folder.resolve("labels-idx1-ubyte");
    Files.move(compressed, renamed);
    assertArrayEquals(new int[] {1, 2, 200}, IdxFile.load(renamed).toIntArray());
    Path plain = folder.resolve("plain.gz");
    IdxFile.save(renamed, Tensor.of(new int[] {7}));
    Files.move(renamed, plain);
    assertArrayEquals(new int[] {7}, IdxFile.load(plain).toIntArray());
  }

  @Test
  void everyLieOfAnIdxFileHasItsError() throws IOException {
    assertEquals(
        ": the file starts with 00 00 07 01; expected two zero bytes, and a type of 08, 09, 0b,"
            + " 0c, 0d or 0e",
        idxError(idx(0x07, new int[] {1}, 1)));
    assertEquals(
        ": the file ends inside its 3 elements; expected a whole file",
        idxError(idx(0x08, new int[] {3}, 2)));
    assertEquals(
        ": bytes follow after the 1 elements; expected the end of the file",
        idxError(idx(0x08, new int[] {1}, 2)));
    assertEquals(
        ": the shape [4294967295, 4294967295] has too many elements; expected at most 2147483639"
            + " elements",
        idxError(idx(0x08, new int[] {-1, -1}, 2)));
    assertEquals(
        ": the file ends inside its header; expected a whole file",
        idxError(new byte[] {0, 0, 8, (byte) 255, 0}));
  }

  @Test
  void aCompressedFileThatIsCutIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(idx(0x08, new int[] {100}, 100));
    }
    Path file = folder.resolve("x.gz");
    byte[] good = bytes.toByteArray();
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThrows(FileFormatException.class, () -> IdxFile.load(file), "cut at " + length);
    }
    Files.write(file, good);
    assertEquals(Shape.of(100), IdxFile.load(file).shape());
  }
}
