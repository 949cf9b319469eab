package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Types that are narrower than those of tensors, from files that the reference implementation wrote
 * of PyTorch's tensors: see python/goldens_safetensors.py.
 */
class SmallTypesTest {
  private static final Path GOLDENS = Path.of("src", "test", "resources", "goldens");
  private static final Path TYPES = GOLDENS.resolve("small_types.safetensors");

  private static DType wider(String code) {
    return switch (code) {
      case "U32", "U64" -> DType.INT64;
      case "U8", "I8", "U16", "I16" -> DType.INT32;
      default -> DType.FLOAT32;
    };
  }

  @Test
  void everyTypeIsReadAsPytorchConvertsIt() throws IOException {
    Map<String, Tensor> tensors = SafeTensors.load(TYPES).tensors();
    int cases = 0;
    for (String line : Files.readAllLines(GOLDENS.resolve("small_types.txt"))) {
      String code = line.substring(0, line.indexOf('\t'));
      String[] expected = line.substring(line.indexOf('\t') + 1).split(" ");
      Tensor read = tensors.get(code);
      assertEquals(wider(code), read.dtype(), code);
      for (int i = 0; i < expected.length; i++) {
        if (read.dtype() == DType.FLOAT32) {
          String value = expected[i].replace("inf", "Infinity").replace("nan", "NaN");
          // assertEquals tells -0 from 0.
          assertEquals(Float.parseFloat(value), read.toFloatArray()[i], code + " " + i);
        } else {
          assertEquals(Long.parseLong(expected[i]), read.to(DType.INT64).toLongArray()[i], code);
        }
        cases++;
      }
    }
    assertEquals(11, tensors.size());
    assertEquals(4 * 13 + 6 * 4 + 2, cases);
  }

  @Test
  void describeTellsWhatIsStored() {
    Map<String, StoredTensor> stored = SafeTensors.describe(TYPES);
    assertEquals(SafeTensors.load(TYPES).tensors().keySet(), stored.keySet());
    stored.forEach((name, tensor) -> assertEquals(name, tensor.dtype()));
    assertEquals(Shape.of(2, 1), stored.get("F32").shape());
    assertEquals(Shape.of(13), stored.get("BF16").shape());
  }

  @Test
  void someTensorsAreReadByTheirNames() {
    SafeTensorsFile some = SafeTensors.load(TYPES, List.of("I8", "F32"));
    assertEquals(List.of("F32", "I8"), List.copyOf(some.tensors().keySet()));
    assertArrayEquals(new float[] {1.5f, 2.5f}, some.tensors().get("F32").toFloatArray());
    assertArrayEquals(new int[] {0, 127, -128, -1}, some.tensors().get("I8").toIntArray());
    String message =
        assertThrows(
                FileFormatException.class, () -> SafeTensors.load(TYPES, List.of("F32", "none")))
            .getMessage();
    assertTrue(
        message.startsWith("safetensors file '" + TYPES + "' has no tensors [none]; expected some"),
        message);
  }

  @Test
  void complexNumbersAreNamedAndThoseBesideThemAreRead() {
    Path file = GOLDENS.resolve("complex.safetensors");
    assertArrayEquals(
        new float[] {1, 2},
        SafeTensors.load(file, List.of("plain")).tensors().get("plain").toFloatArray());
    String message =
        assertThrows(FileFormatException.class, () -> SafeTensors.load(file)).getMessage();
    assertTrue(message.contains(", tensor 'complex': the dtype is C64; expected one"), message);
  }

  @Test
  void aFileOfHalvesIsRead() {
    Tensor half = SafeTensors.load(GOLDENS.resolve("half.safetensors")).tensors().get("half");
    assertArrayEquals(new float[] {1, 2}, half.toFloatArray());
  }

  @ParameterizedTest
  @EnumSource(
      value = StoredNumber.class,
      names = {"FLOAT8_E4M3", "FLOAT8_E5M2", "FLOAT16", "BFLOAT16"})
  void everyNumberThereIsBecomesPytorchs(StoredNumber type) throws Exception {
    int count = 1 << (Byte.SIZE * type.byteSize());
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      ByteBuffer bytes = ByteBuffer.allocate(count * type.byteSize()).order(order);
      for (int i = 0; i < count; i++) {
        if (type.byteSize() == 1) {
          bytes.put((byte) i);
        } else {
          bytes.putShort((short) i);
        }
      }
      float[] values = new float[count];
      assertEquals(-1, type.get(bytes.clear(), values, 0, count));
      ByteBuffer bits = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
      for (float value : values) {
        bits.putInt(Float.floatToIntBits(value));
      }
      String digest =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bits.array()));
      String code = type.name().replace("BFLOAT", "BF").replace("FLOAT", "F");
      assertTrue(
          Files.readAllLines(GOLDENS.resolve("small_floats.txt")).contains(code + "\t" + digest),
          code + " " + digest);
    }
  }
}
