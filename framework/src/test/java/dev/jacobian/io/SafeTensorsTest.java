package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTest {
  private static final String UNICODE_NAME = "größe \"1\" \uD83D\uDE00\n";

  @TempDir Path folder;

  private static byte[] golden(String name) throws IOException {
    try (InputStream stream =
        SafeTensorsTest.class.getResourceAsStream("/goldens/" + name + ".safetensors")) {
      assertNotNull(stream, name);
      return stream.readAllBytes();
    }
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file.safetensors"), bytes);
  }

  private static Tensor tensor(SafeTensorsFile file, String name) {
    Tensor tensor = file.tensors().get(name);
    assertNotNull(tensor, name);
    return tensor;
  }

  /** Returns what goldens_safetensors.py writes into mixed.safetensors. */
  private static Map<String, Tensor> mixed() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(
        "weight",
        Tensor.of(new float[] {1.5f, -2, 3.25f, 0, Float.POSITIVE_INFINITY, -1e-40f}, 2, 3));
    tensors.put("bias", Tensor.of(new double[] {0.1, -0.2}));
    tensors.put("steps", Tensor.of(new long[] {12345678901234L}).reshape());
    tensors.put("labels", Tensor.of(new int[] {-1, 2147483647}, 2, 1));
    tensors.put("mask", Tensor.of(new boolean[] {true, false, true}));
    tensors.put("empty", Tensor.zeros(0, 4));
    tensors.put(UNICODE_NAME, Tensor.of(new int[] {7}));
    return tensors;
  }

  @Test
  void aFileOfTheReferenceImplementationIsRead() throws IOException {
    SafeTensorsFile file = SafeTensors.load(write(golden("mixed")));
    assertEquals(Map.of("format", "numpy ä"), file.metadata());
    assertEquals(mixed().keySet(), Map.copyOf(file.tensors()).keySet());
    mixed()
        .forEach(
            (name, expected) -> {
              Tensor read = tensor(file, name);
              assertEquals(expected.variable().spec(), read.variable().spec(), name);
              assertArrayEquals(expected.toDoubleArray(), read.toDoubleArray(), name);
            });
    assertEquals(12345678901234L, tensor(file, "steps").toLongArray()[0]);
    assertEquals(Shape.scalar(), tensor(file, "steps").shape());
  }

  @Test
  void theReferenceImplementationsBytesAreWritten() throws IOException {
    Path file = folder.resolve("own.safetensors");
    SafeTensors.save(file, mixed(), Map.of("format", "numpy ä"));
    assertArrayEquals(golden("mixed"), Files.readAllBytes(file));
  }

  @Test
  void noTensorsAtAllAreAFileToo() throws IOException {
    assertTrue(SafeTensors.load(write(golden("nothing"))).tensors().isEmpty());
    Path file = folder.resolve("own.safetensors");
    SafeTensors.save(file, Map.of());
    assertArrayEquals(golden("nothing"), Files.readAllBytes(file));
  }

  @Test
  void theOrderOfTheMapsDoesNotChangeTheBytes() throws IOException {
    Map<String, Tensor> reversed = new LinkedHashMap<>();
    List<String> names = List.copyOf(mixed().keySet());
    for (int i = names.size() - 1; i >= 0; i--) {
      reversed.put(names.get(i), mixed().get(names.get(i)));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("b", "2");
    metadata.put("a", "1");
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    SafeTensors.save(one, mixed(), metadata);
    SafeTensors.save(two, reversed, Map.of("a", "1", "b", "2"));
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
  }

  @Test
  void valuesStartAtMultiplesOfEight() throws IOException {
    Path file = folder.resolve("file");
    for (int length = 1; length <= 16; length++) {
      SafeTensors.save(file, Map.of("x".repeat(length), Tensor.of(1f)));
      byte[] bytes = Files.readAllBytes(file);
      assertEquals(0, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8);
    }
  }

  @Test
  void everyBitOfAFloatSurvives() {
    float[] values = {-0f, Float.MIN_VALUE, Float.intBitsToFloat(0x7fc01234), Float.MAX_VALUE};
    Path file = folder.resolve("file");
    SafeTensors.save(file, Map.of("x", Tensor.of(values)));
    float[] read = tensor(SafeTensors.load(file), "x").toFloatArray();
    for (int i = 0; i < values.length; i++) {
      assertEquals(Float.floatToRawIntBits(values[i]), Float.floatToRawIntBits(read[i]));
    }
  }

  @Test
  void viewsAreWrittenAsTheirOwnValues() {
    Tensor base = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    Path file = folder.resolve("file");
    SafeTensors.save(file, Map.of("x", base.t().slice(0, 1, 3)));
    Tensor read = tensor(SafeTensors.load(file), "x");
    assertArrayEquals(new float[] {2, 5, 3, 6}, read.toFloatArray());
    assertEquals(4, read.storage().size());
  }

  @Test
  void tensorsLargerThanTheBufferSurvive() {
    Tensor large = Tensor.rand(new Generator(1), 700, 1001);
    Tensor mask = Tensor.rand(new Generator(2), 1_300_001).gt(0.5);
    Tensor wide = Tensor.rand(new Generator(3), 131_073).to(DType.FLOAT64);
    Path file = folder.resolve("file");
    SafeTensors.save(file, Map.of("large", large, "mask", mask, "wide", wide));
    SafeTensorsFile read = SafeTensors.load(file);
    assertArrayEquals(large.toFloatArray(), tensor(read, "large").toFloatArray());
    assertArrayEquals(mask.toBooleanArray(), tensor(read, "mask").toBooleanArray());
    assertArrayEquals(wide.toDoubleArray(), tensor(read, "wide").toDoubleArray());
  }

  @Test
  void aSavedFileIsReplacedAndNothingIsLeftBesideIt() throws IOException {
    Path file = folder.resolve("model.safetensors");
    SafeTensors.save(file, Map.of("a", Tensor.zeros(1000)));
    SafeTensors.save(file, Map.of("b", Tensor.of(1f)));
    assertEquals(List.of("b"), List.copyOf(SafeTensors.load(file).tensors().keySet()));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void aSaveThatFailsLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("model.safetensors");
    SafeTensors.save(file, Map.of("a", Tensor.of(1f)));
    byte[] before = Files.readAllBytes(file);
    Tensor released;
    try (MemoryScope scope = MemoryScope.open()) {
      released = Tensor.of(2f);
    }
    Map<String, Tensor> half = Map.of("a", Tensor.of(3f), "b", released);
    assertThrows(RuntimeException.class, () -> SafeTensors.save(file, half));
    assertArrayEquals(before, Files.readAllBytes(file));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void loadedTensorsBelongToTheOpenScope() {
    Path file = folder.resolve("file");
    SafeTensors.save(file, Map.of("a", Tensor.of(1f)));
    assertNull(tensor(SafeTensors.load(file), "a").storage().owner());
    Tensor inside;
    try (MemoryScope scope = MemoryScope.open()) {
      inside = tensor(SafeTensors.load(file), "a");
      assertEquals(1f, inside.toFloatArray()[0]);
    }
    assertTrue(inside.storage().isReleased());
  }

  @Test
  void namesThatTheFormatCannotHoldAreRefused() {
    Path file = folder.resolve("file");
    assertEquals(
        "safetensors: a tensor is named '__metadata__', which the format reserves; expected another"
            + " name",
        assertThrows(
                DataException.class,
                () -> SafeTensors.save(file, Map.of("__metadata__", Tensor.of(1f))))
            .getMessage());
    assertEquals(
        "safetensors: the tensor name 'a\uD800' has half of a surrogate pair; expected text that"
            + " can be written as UTF-8",
        assertThrows(
                DataException.class, () -> SafeTensors.save(file, Map.of("a\uD800", Tensor.of(1f))))
            .getMessage());
    assertEquals(
        "safetensors: the metadata of 'k' '\uDC00' has half of a surrogate pair; expected text that"
            + " can be written as UTF-8",
        assertThrows(
                DataException.class, () -> SafeTensors.save(file, Map.of(), Map.of("k", "\uDC00")))
            .getMessage());
    assertTrue(Files.notExists(file));
  }
}
