package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
  private static final Map<String, String> TEXTS =
      Map.of("config", "epochs: 3\nname: \"ä\"\n", "", "no name", "empty", "", "Sha256", "mine");

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("file.safetensors");
  }

  private String readError(Path file) {
    return assertThrows(FileFormatException.class, () -> CheckpointFile.read(file)).getMessage();
  }

  @Test
  void everyBitOfEveryKindOfTensorComesBack() {
    Checkpoint written = new Checkpoint(Checkpoints.everyKind(), TEXTS);
    assertEquals(5 + 2 * DType.values().length + 1, written.tensors().size());
    CheckpointFile.write(file(), written);
    Checkpoints.assertSame(written, CheckpointFile.read(file()));
  }

  @Test
  void nothingAtAllIsACheckpointToo() {
    CheckpointFile.write(file(), new Checkpoint(Map.of(), Map.of()));
    Checkpoints.assertSame(new Checkpoint(Map.of(), Map.of()), CheckpointFile.read(file()));
  }

  @Test
  void aHeaderOrTensorLargerThanTheBufferComesBack() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("large", Tensor.rand(new Generator(1), 700, 1001));
    tensors.put("mask", Tensor.rand(new Generator(2), 1_300_001).gt(0.5));
    Checkpoint written = new Checkpoint(tensors, Map.of("log", "line\n".repeat(400_000)));
    CheckpointFile.write(file(), written);
    Checkpoints.assertSame(written, CheckpointFile.read(file()));
  }

  @Test
  void theBytesDependOnTheContentsOnly() throws IOException {
    Map<String, Tensor> tensors = Checkpoints.everyKind();
    Map<String, Tensor> reversed = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(tensors.keySet());
    for (int i = names.size() - 1; i >= 0; i--) {
      reversed.put(names.get(i), tensors.get(names.get(i)));
    }
    Map<String, String> texts = new LinkedHashMap<>();
    TEXTS.keySet().stream().sorted().forEach(name -> texts.put(name, TEXTS.get(name)));
    CheckpointFile.write(file(), new Checkpoint(tensors, TEXTS));
    Path second = folder.resolve("second");
    CheckpointFile.write(second, new Checkpoint(reversed, texts));
    assertArrayEquals(Files.readAllBytes(file()), Files.readAllBytes(second));
  }

  @Test
  void theFileIsASafetensorsFileWhoseDigestAnybodyCanCheck() throws Exception {
    CheckpointFile.write(file(), new Checkpoint(Checkpoints.everyKind(), TEXTS));
    SafeTensorsFile read = SafeTensors.load(file());
    Checkpoints.assertSameBits(Checkpoints.everyKind(), read.tensors());
    Map<String, String> metadata = new LinkedHashMap<>(read.metadata());
    String digest = metadata.remove("sha256");
    assertEquals(TEXTS, metadata);
    byte[] bytes = Files.readAllBytes(file());
    int at = Checkpoints.indexOf(bytes, digest.getBytes(StandardCharsets.US_ASCII));
    Arrays.fill(bytes, at, at + 64, (byte) '0');
    assertEquals(
        digest, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
  }

  @Test
  void pythonReadsWhatIsWritten() throws Exception {
    assumeTrue(python("-c", "").isEmpty(), "python3 is not installed");
    Map<String, Tensor> tensors = Checkpoints.everyKind();
    CheckpointFile.write(file(), new Checkpoint(tensors, TEXTS));
    List<String> expected = new ArrayList<>();
    tensors.forEach((name, tensor) -> expected.add("tensor " + name + " " + describe(tensor)));
    TEXTS.forEach((name, text) -> expected.add("text " + name + " " + text));
    expected.add("digest is right");
    String script = Files.readString(resource("/python/read_checkpoint.py"));
    String printed = python("-c", script, file().toString());
    List<String> lines =
        new ArrayList<>(
            printed
                .lines()
                .map(line -> line.replace("\\n", "\n").replace("\\u2028", "\u2028"))
                .toList());
    expected.sort(null);
    lines.sort(null);
    assertEquals(expected, lines);
    byte[] bytes = Files.readAllBytes(file());
    bytes[bytes.length - 1] ^= 1;
    Files.write(file(), bytes);
    assertTrue(python("-c", script, file().toString()).contains("digest is wrong"));
  }

  /** Returns dtype, shape and elements as the script prints them, floats as their bits. */
  private static String describe(Tensor tensor) {
    List<String> elements = new ArrayList<>();
    switch (tensor.dtype()) {
      case FLOAT32 -> {
        for (float value : tensor.toFloatArray()) {
          elements.add(Integer.toUnsignedString(Float.floatToRawIntBits(value)));
        }
      }
      case FLOAT64 -> {
        for (double value : tensor.toDoubleArray()) {
          elements.add(Long.toUnsignedString(Double.doubleToRawLongBits(value)));
        }
      }
      case INT32 -> {
        for (int value : tensor.toIntArray()) {
          elements.add(Integer.toString(value));
        }
      }
      case INT64 -> {
        for (long value : tensor.toLongArray()) {
          elements.add(Long.toString(value));
        }
      }
      case BOOL -> {
        for (boolean value : tensor.toBooleanArray()) {
          elements.add(value ? "True" : "False");
        }
      }
    }
    return ElementType.of(tensor.dtype()).name()
        + " "
        + Arrays.toString(tensor.shape().dims())
        + " "
        + elements;
  }

  private static Path resource(String name) throws Exception {
    return Path.of(CheckpointFileTest.class.getResource(name).toURI());
  }

  /** Runs python3 and returns what it prints, errors too. */
  private String python(String... arguments) throws InterruptedException, IOException {
    Path output = folder.resolve("output.txt");
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    try {
      Process process = builder.start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "python3 did not end";
      }
    } catch (IOException e) {
      return e.toString();
    }
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  @Test
  void aCheckpointCopiesItsMapsAndKeepsTheirOrder() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : List.of("z", "a", "m")) {
      tensors.put(name, Tensor.of(1f));
      texts.put(name, name);
    }
    Checkpoint checkpoint = new Checkpoint(tensors, texts);
    tensors.clear();
    texts.clear();
    assertEquals(List.of("z", "a", "m"), List.copyOf(checkpoint.tensors().keySet()));
    assertEquals(List.of("z", "a", "m"), List.copyOf(checkpoint.texts().keySet()));
    assertNotSame(tensors, checkpoint.tensors());
    assertThrows(UnsupportedOperationException.class, () -> checkpoint.texts().put("b", "b"));
  }

  @Test
  void namesThatTheFormatCannotHoldAreRefused() {
    assertEquals(
        "checkpoint: a text is named 'sha256', which holds the file's digest; expected another name",
        assertThrows(
                DataException.class,
                () -> CheckpointFile.write(file(), new Checkpoint(Map.of(), Map.of("sha256", "x"))))
            .getMessage());
    assertThrows(
        DataException.class,
        () ->
            CheckpointFile.write(
                file(), new Checkpoint(Map.of("__metadata__", Tensor.of(1f)), Map.of())));
    assertTrue(Files.notExists(file()));
  }

  @Test
  void whatIsNoCheckpointSaysSo() throws IOException {
    String start = "checkpoint '" + file() + "'";
    assertEquals(start + " does not exist; expected the path of a file", readError(file()));
    SafeTensors.save(file(), Map.of("a", Tensor.of(1f)));
    assertEquals(
        start
            + " has no sha256 in its metadata; expected a file that was written as a checkpoint; fix:"
            + " read other safetensors files with SafeTensors.load",
        readError(file()));
    assertTrue(readError(folder).startsWith("checkpoint '" + folder + "' cannot be read: "));
  }

  @Test
  void aDigestThatDiffersIsShownBesideTheFiles() throws IOException {
    CheckpointFile.write(file(), Checkpoints.of(1));
    String digest = SafeTensors.load(file()).metadata().get("sha256");
    byte[] bytes = Files.readAllBytes(file());
    bytes[bytes.length - 1] ^= 1;
    Files.write(file(), bytes);
    String message = readError(file());
    assertTrue(
        message.matches(
            "checkpoint '.*': the bytes have the SHA-256 [0-9a-f]{64}, the file says "
                + digest
                + "; expected equal digests; fix: the file was damaged: use another checkpoint"),
        message);
  }

  @Test
  void upperCaseDigitsAreNotTheBytesThatWereWritten() throws IOException {
    CheckpointFile.write(file(), Checkpoints.of(1));
    byte[] bytes = Files.readAllBytes(file());
    int at = CheckpointDigest.POSITION;
    while (bytes[at] < 'a') {
      at++;
    }
    assertTrue(at < CheckpointDigest.POSITION + 64, "no letter among the digits");
    bytes[at] ^= 0x20;
    Files.write(file(), bytes);
    readError(file());
  }

  @Test
  void aWriteThatFailsLeavesTheOldFile() throws IOException {
    CheckpointFile.write(file(), Checkpoints.of(1));
    Tensor released;
    try (MemoryScope scope = MemoryScope.open()) {
      released = Tensor.of(2f);
    }
    Checkpoint half = new Checkpoint(Map.of("a", Tensor.of(3f), "b", released), Map.of());
    assertThrows(RuntimeException.class, () -> CheckpointFile.write(file(), half));
    Checkpoints.assertSame(Checkpoints.of(1), CheckpointFile.read(file()));
    assertEquals(List.of("file.safetensors"), Checkpoints.files(folder));
  }

  @Test
  void readTensorsBelongToTheOpenScope() {
    CheckpointFile.write(file(), Checkpoints.of(1));
    assertNull(CheckpointFile.read(file()).tensors().get("step").storage().owner());
    Tensor inside;
    try (MemoryScope scope = MemoryScope.open()) {
      inside = CheckpointFile.read(file()).tensors().get("step");
      assertEquals(1, inside.toLongArray()[0]);
    }
    assertTrue(inside.storage().isReleased());
  }
}
