package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostileSafeTensorsTest {
  private static final String ONE =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";

  @TempDir Path folder;

  private static byte[] file(String header, int dataBytes) {
    return file(header.getBytes(StandardCharsets.UTF_8), dataBytes);
  }

  private static byte[] file(byte[] header, int dataBytes) {
    return ByteBuffer.allocate(8 + header.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  private SafeTensorsFile load(byte[] bytes) throws IOException {
    return SafeTensors.load(Files.write(folder.resolve("f"), bytes));
  }

  /** Returns the error's message behind the file's name. */
  private String errorOf(byte[] bytes) throws IOException {
    Path path = Files.write(folder.resolve("f"), bytes);
    String message =
        assertThrows(FileFormatException.class, () -> SafeTensors.load(path)).getMessage();
    String start = "safetensors file '" + path + "'";
    assertTrue(message.startsWith(start), message);
    return message.substring(start.length());
  }

  private String errorOf(String header, int dataBytes) throws IOException {
    return errorOf(file(header, dataBytes));
  }

  private static String entry(String dtype, String shape, String offsets) {
    return "{\"a\":{\"dtype\":\""
        + dtype
        + "\",\"shape\":"
        + shape
        + ",\"data_offsets\":"
        + offsets
        + "}}";
  }

  @Test
  void theFileThatTheOthersAreVariationsOfIsValid() throws IOException {
    assertEquals(1, load(file(ONE, 4)).tensors().size());
    assertEquals(1, load(file(ONE + "   ", 4)).tensors().size());
    assertEquals(1, load(file(ONE.replace(",", " ,\n"), 4)).tensors().size());
  }

  @Test
  void aHeaderLengthThatCannotBeIsRefused() throws IOException {
    assertEquals(
        " has 0 bytes; expected at least 8, the length of the header", errorOf(new byte[0]));
    assertEquals(
        " has 7 bytes; expected at least 8, the length of the header", errorOf(new byte[7]));
    assertEquals(
        ": the header is empty; expected a JSON object, which starts with '{'",
        errorOf(new byte[8]));
    byte[] bytes = file(ONE, 4);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(0, -1);
    assertEquals(
        ": the header's length is 18446744073709551615; expected at most 100000000 bytes; fix:"
            + " check that this is a safetensors file",
        errorOf(bytes));
    buffer.putLong(0, 100_000_001);
    assertEquals(
        ": the header's length is 100000001; expected at most 100000000 bytes; fix: check that this"
            + " is a safetensors file",
        errorOf(bytes));
    buffer.putLong(0, 100_000_000);
    assertEquals(
        ": the header's length is 100000000, but only "
            + (bytes.length - 8)
            + " bytes follow; expected the header inside the file; fix: the file was cut off: get"
            + " it again",
        errorOf(bytes));
  }

  @Test
  void aHeaderThatIsNoStrictJsonObjectIsRefused() throws IOException {
    assertEquals(
        ": the header starts with byte 91; expected a JSON object, which starts with '{'",
        errorOf("[]", 0));
    assertEquals(
        ": the header starts with byte 32; expected a JSON object, which starts with '{'",
        errorOf(" " + ONE, 4));
    for (String bad :
        new String[] {
          "{",
          "{\"a\"}",
          "{\"a\":}",
          "{'a':1}",
          "{a:1}",
          ONE.replace("1]", "01]"),
          ONE.replace("1]", "1,]"),
          ONE.replace("}}", "},}"),
          ONE + "\0",
          ONE + "x",
          "{/**/}",
          ONE.replace("[1]", "[NaN]"),
          "{\"\n\":1}",
          "{\"\\x\":1}"
        }) {
      String message = errorOf(bad, 4);
      assertTrue(message.startsWith(": the header is not valid JSON: "), bad + message);
      assertTrue(message.endsWith("; expected a JSON object"), bad + message);
    }
    assertEquals(
        ": an object follows the header's object; expected only spaces behind it",
        errorOf(ONE + "{}", 4));
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() throws IOException {
    byte[][] malformed = {
      {(byte) 0xFF},
      {(byte) 0xC0, (byte) 0x80},
      {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
      {(byte) 0xE4}
    };
    for (byte[] bytes : malformed) {
      byte[] header = ONE.replace("\"a\"", "\"a____\"").getBytes(StandardCharsets.UTF_8);
      System.arraycopy(bytes, 0, header, 3, bytes.length);
      assertEquals(
          ": the header is not UTF-8; expected valid UTF-8",
          errorOf(file(header, 4)),
          Arrays.toString(bytes));
    }
  }

  @Test
  void halfASurrogatePairIsRefused() throws IOException {
    for (String name : new String[] {"\\ud800", "\\udc00", "\\ud800x"}) {
      String message = errorOf(ONE.replace("\"a\"", "\"" + name + "\""), 4);
      assertTrue(message.startsWith(": the header is not valid JSON: "), message);
      assertTrue(message.contains("surrogate"), message);
    }
    assertEquals(
        ": __metadata__ 'k' has half of a surrogate pair; expected valid Unicode",
        errorOf("{\"__metadata__\":{\"k\":\"\\udc00\"}}", 0));
  }

  @Test
  void aKeyThatOccursTwiceIsRefused() throws IOException {
    String member = ONE.substring(1, ONE.length() - 1);
    assertEquals(
        ": the header has the key 'a' twice; expected each key once",
        errorOf("{" + member + "," + member + "}", 4));
    assertEquals(
        ": the header has the key 'a' twice; expected each key once",
        errorOf("{" + member + "," + member.replace("\"a\"", "\"\\u0061\"") + "}", 4));
    assertEquals(
        ": the header has the key '__metadata__' twice; expected each key once",
        errorOf("{\"__metadata__\":{},\"__metadata__\":{\"k\":\"1\"}}", 0));
    assertEquals(
        ": __metadata__ has the key 'k' twice; expected each key once",
        errorOf("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0));
    assertEquals(
        ", tensor 'a' has the key 'shape' twice; expected each key once",
        errorOf(ONE.replace("\"shape\":[1]", "\"shape\":[1],\"shape\":[1]"), 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":5}                                          | , tensor 'a' is or has a whole number; expected an object
          {"a":null}                                       | , tensor 'a' is or has null; expected an object
          {"a":[[[[[[[[[]]]]]]]]]}                         | , tensor 'a' is or has an array; expected an object
          {"a":{}}                                         | , tensor 'a' has no dtype; expected dtype, shape and data_offsets
          {"a":{"dtype":"F32"}}                            | , tensor 'a' has no shape; expected dtype, shape and data_offsets
          {"a":{"dtype":"F32","shape":[]}}                 | , tensor 'a' has no data_offsets; expected dtype, shape and data_offsets
          {"a":{"dtype":7}}                                | , tensor 'a': dtype is or has a whole number; expected a string
          {"a":{"shape":7}}                                | , tensor 'a': shape is or has a whole number; expected an array
          {"a":{"shape":[1.0]}}                            | , tensor 'a': shape is or has a number with a fraction; expected a whole number
          {"a":{"shape":["1"]}}                            | , tensor 'a': shape is or has a string; expected a whole number
          {"a":{"shape":[true]}}                           | , tensor 'a': shape is or has a truth value; expected a whole number
          {"a":{"shape":[-1]}}                             | , tensor 'a': shape has the number -1; expected whole numbers from 0 to 2^63 - 1
          {"a":{"shape":[9223372036854775808]}}            | , tensor 'a': shape has the number 9223372036854775808; expected whole numbers from 0 to 2^63 - 1
          {"a":{"data_offsets":{}}}                        | , tensor 'a': data_offsets is or has an object; expected an array
          {"a":{"strides":[1]}}                            | , tensor 'a' has the unknown key 'strides'; expected dtype, shape and data_offsets
          {"__metadata__":"x"}                             | : __metadata__ is or has a string; expected an object
          {"__metadata__":{"k":1}}                         | : __metadata__ 'k' is or has a whole number; expected a string
          """)
  void whatIsNotATensorsDescriptionIsRefused(String header, String expected) throws IOException {
    assertEquals(expected, errorOf(header, 0));
  }

  @Test
  void aTypeThatIsNotOfTheFormatIsNamed() throws IOException {
    for (String dtype : new String[] {"float32", "f32", "F7", "F128", "U4", "C128", ""}) {
      assertEquals(
          ", tensor 'a': dtype '"
              + dtype
              + "' is not one of the format; expected one of I64, F64, U64, C64, F32, I32, U32,"
              + " F16, BF16, I16, U16, F8_E4M3, F8_E5M2, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, I8, U8,"
              + " BOOL, F6_E2M3, F6_E3M2, F4",
          errorOf(entry(dtype, "[2]", "[0,4]"), 4));
    }
  }

  @ParameterizedTest
  @CsvSource({"C64, 16", "F8_E8M0, 2", "F8_E4M3FNUZ, 2", "F8_E5M2FNUZ, 2", "F4, 1"})
  void aTypeThatIsNotReadIsNamedAndTheTensorsBesideItAreRead(String dtype, int bytes)
      throws IOException {
    String other =
        String.format(
            ",\"b\":{\"dtype\":\"I8\",\"shape\":[],\"data_offsets\":[%d,%d]}}", bytes, bytes + 1);
    String header = entry(dtype, "[2]", "[0," + bytes + "]");
    byte[] file = file(header.substring(0, header.length() - 1) + other, bytes + 1);
    file[file.length - 1] = -3;
    assertEquals(
        ", tensor 'a': the dtype is "
            + dtype
            + "; expected one of I64, F64, U64, F32, I32, U32, F16, BF16, I16, U16, F8_E4M3,"
            + " F8_E5M2, I8, U8, BOOL; fix: read the other tensors by their names:"
            + " SafeTensors.load(file, names)",
        errorOf(file));
    Path path = folder.resolve("f");
    assertArrayEquals(
        new int[] {-3}, SafeTensors.load(path, List.of("b")).tensors().get("b").toIntArray());
    assertEquals(new StoredTensor(dtype, Shape.of(2)), SafeTensors.describe(path).get("a"));
  }

  @Test
  void typesOfLessThanAByteTakeWholeBytes() throws IOException {
    assertEquals(
        ", tensor 'a': F4[3] takes 12 bits; expected a whole number of bytes",
        errorOf(entry("F4", "[3]", "[0,2]"), 2));
    assertEquals(
        ", tensor 'a': F6_E2M3[2] takes 12 bits; expected a whole number of bytes",
        errorOf(entry("F6_E2M3", "[2]", "[0,2]"), 2));
    assertTrue(errorOf(entry("F6_E3M2", "[4]", "[0,3]"), 3).contains("the dtype is F6_E3M2"));
    assertEquals(
        ", tensor 'a': data_offsets [0, 2] hold 2 bytes; expected 1 bytes, as F4[2] takes",
        errorOf(entry("F4", "[2]", "[0,2]"), 2));
  }

  @Test
  void anUnsignedNumberThatInt64DoesNotHoldIsNamed() throws IOException {
    byte[] bytes = file(entry("U64", "[2]", "[0,16]"), 16);
    bytes[bytes.length - 1] = -1;
    assertEquals(
        ", tensor 'a': element 1 of type uint64 is 18374686479671623680; expected numbers below"
            + " 2^63, which int64 holds",
        errorOf(bytes));
  }

  @Test
  void offsetsThatDoNotFitTheShapeAreRefused() throws IOException {
    assertEquals(
        ", tensor 'a': data_offsets [0, 8] hold 8 bytes; expected 4 bytes, as F32[1] takes",
        errorOf(entry("F32", "[1]", "[0,8]"), 8));
    assertEquals(
        ", tensor 'a': data_offsets [0, 4] hold 4 bytes; expected 0 bytes, as F32[3, 0] takes",
        errorOf(entry("F32", "[3,0]", "[0,4]"), 4));
    for (String offsets : new String[] {"[0]", "[0, 4, 8]", "[4, 0]", "[]"}) {
      assertEquals(
          ", tensor 'a': data_offsets are "
              + offsets
              + "; expected two numbers, begin and end, the first not above the second",
          errorOf(entry("F32", "[1]", offsets), 8));
    }
  }

  @Test
  void overflowsAreRefused() throws IOException {
    assertEquals(
        ", tensor 'a': shape [4294967296, 4294967296] overflows the number of elements; expected"
            + " fewer than 2^63 elements",
        errorOf(entry("F32", "[4294967296,4294967296]", "[0,4]"), 4));
    assertEquals(
        ", tensor 'a': shape [4611686018427387904] overflows the number of bytes; expected fewer"
            + " than 2^63 bytes",
        errorOf(entry("F32", "[4611686018427387904]", "[0,0]"), 0));
    // 2^62 elements of 4 bytes are 2^64, which is 0 in 64 bits: the check must not be fooled.
    assertEquals(
        ": the tensors take 4611686018427387904 bytes, the file has 0 behind the header; expected"
            + " all tensors inside the file; fix: the file was cut off: get it again",
        errorOf(entry("BOOL", "[4611686018427387904]", "[0,4611686018427387904]"), 0));
  }

  @Test
  void holesOverlapsAndBytesLeftOverAreRefused() throws IOException {
    String two =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}";
    assertEquals(2, load(file(String.format(two, 4, 8), 8)).tensors().size());
    assertEquals(
        ", tensor 'b' begins at 6, which leaves a hole of 2 bytes before it; expected it to begin"
            + " at 4",
        errorOf(String.format(two, 6, 10), 10));
    assertEquals(
        ", tensor 'b' begins at 2, inside the tensor before it; expected it to begin at 4",
        errorOf(String.format(two, 2, 6), 6));
    assertEquals(
        ", tensor 'b' begins at 0, inside the tensor before it; expected it to begin at 4",
        errorOf(String.format(two, 0, 4), 4));
    assertEquals(
        ", tensor 'a' begins at 4, which leaves a hole of 4 bytes before it; expected it to begin"
            + " at 0",
        errorOf(entry("F32", "[1]", "[4,8]"), 8));
    assertEquals(
        ": the tensors take 4 bytes, the file has 5 behind the header; expected the last tensor to"
            + " end at the end of the file",
        errorOf(ONE, 5));
    assertEquals(
        ": the tensors take 4 bytes, the file has 3 behind the header; expected all tensors inside"
            + " the file; fix: the file was cut off: get it again",
        errorOf(ONE, 3));
    assertEquals(
        ": the tensors take 0 bytes, the file has 1 behind the header; expected the last tensor to"
            + " end at the end of the file",
        errorOf("{}", 1));
  }

  @Test
  void emptyTensorsNeedTheirPlaceToo() throws IOException {
    String two =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[%d,%d]}}";
    assertEquals(2, load(file(String.format(two, 4, 4), 4)).tensors().size());
    assertEquals(2, load(file(String.format(two, 0, 0), 4)).tensors().size());
    assertEquals(
        ", tensor 'b' begins at 2, inside the tensor before it; expected it to begin at 4",
        errorOf(String.format(two, 2, 2), 4));
    assertEquals(
        ", tensor 'b' begins at 8, which leaves a hole of 4 bytes before it; expected it to begin"
            + " at 4",
        errorOf(String.format(two, 8, 8), 4));
  }

  /** The names are those of the enum SafeTensorError of the reference reader, in Rust. */
  @Test
  void everyCheckOfTheReferenceReaderHasAFileAndAnErrorOfItsOwn() throws IOException {
    byte[] tooLarge = file(ONE, 4);
    ByteBuffer.wrap(tooLarge).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 100_000_001);
    byte[] length = file(ONE, 4);
    ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length.length);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("HeaderTooSmall", new byte[7]);
    files.put("HeaderTooLarge", tooLarge);
    files.put("InvalidHeaderLength", length);
    files.put("InvalidHeader: not UTF-8", file(new byte[] {'{', (byte) 0xFF, '}'}, 0));
    files.put("InvalidHeaderStart", file(" " + ONE, 4));
    files.put("InvalidHeaderDeserialization: not JSON", file("{\"a\":", 0));
    files.put("InvalidHeaderDeserialization: no such dtype", file(entry("F7", "[1]", "[0,4]"), 4));
    files.put("InvalidHeaderDeserialization: no shape", file(ONE.replace("shape", "form"), 4));
    files.put(
        "InvalidHeaderDeserialization: metadata that is no text",
        file("{\"__metadata__\":{\"k\":[]}}", 0));
    files.put(
        "InvalidHeaderDeserialization: an offset above 64 bits",
        file(entry("F32", "[1]", "[0,18446744073709551616]"), 4));
    files.put("InvalidOffset: a hole before", file(entry("F32", "[1]", "[4,8]"), 8));
    files.put("InvalidOffset: end before begin", file(entry("F32", "[1]", "[4,0]"), 4));
    files.put("TensorInvalidInfo", file(entry("F32", "[3]", "[0,4]"), 4));
    files.put(
        "ValidationOverflow: elements",
        file(entry("F32", "[9223372036854775807,9223372036854775807]", "[0,4]"), 4));
    files.put("ValidationOverflow: bytes", file(entry("F64", "[2305843009213693952]", "[0,0]"), 0));
    files.put("MetadataIncompleteBuffer: bytes left over", file(ONE, 5));
    files.put("MetadataIncompleteBuffer: bytes missing", file(ONE, 3));
    Map<String, String> errors = new HashMap<>();
    for (Map.Entry<String, byte[]> hostile : files.entrySet()) {
      String before = errors.put(errorOf(hostile.getValue()), hostile.getKey());
      assertEquals(null, before, hostile.getKey());
    }
    assertEquals(17, errors.size());
  }

  @Test
  void aTruthValueIsZeroOrOne() throws IOException {
    byte[] bytes = file(entry("BOOL", "[2]", "[0,2]"), 2);
    bytes[bytes.length - 1] = 7;
    assertEquals(
        ", tensor 'a': element 1 of type bool is the byte 7; expected 0 or 1", errorOf(bytes));
  }

  @Test
  @Timeout(60)
  void deepAndLongJsonIsHarmless() throws IOException {
    assertEquals(
        ", tensor 'a' is or has an array; expected an object",
        errorOf("{\"a\":" + "[".repeat(1_000_000), 0));
    assertEquals(
        ", tensor 'a' has the unknown key 'a'; expected dtype, shape and data_offsets",
        errorOf("{\"a\":".repeat(500_000), 0));
    String message = errorOf(entry("F32", "[" + "1".repeat(1_000_000) + "]", "[0,4]"), 4);
    assertTrue(message.startsWith(": the header is not valid JSON: "), message);
    String longName = "n".repeat(1_000_000);
    assertTrue(
        load(file(ONE.replace("\"a\"", "\"" + longName + "\""), 4))
            .tensors()
            .containsKey(longName));
    // Java gives all of these names one hash code.
    StringBuilder same = new StringBuilder("{\"__metadata__\":{\"x\":\"\"");
    for (int i = 0; i < 1 << 14; i++) {
      same.append(",\"");
      for (int bit = 0; bit < 14; bit++) {
        same.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      same.append("\":\"\"");
    }
    assertEquals((1 << 14) + 1, load(file(same + "}}", 0)).metadata().size());
  }

  /** Each of these headers is as large as headers may be, or has been seen to cost much time. */
  @Test
  @Timeout(30)
  void hugeHeadersGiveShortErrorsSoon() throws IOException {
    assertEquals(
        ", tensor 'a': shape has more than 64 numbers; expected at most 64 axes",
        errorOf(entry("F32", "[" + "1,".repeat(30_000_000) + "1]", "[0,4]"), 4));
    assertEquals(
        ", tensor 'a': data_offsets has more than 64 numbers; expected at most 64 axes",
        errorOf(entry("F32", "[1]", "[" + "0,".repeat(30_000_000) + "4]"), 4));
    String sixty = "n".repeat(60_000_000);
    requireShort(errorOf(ONE.replace("\"a\"", "\"" + sixty + "\""), 4), "not valid JSON: ");
    requireShort(errorOf(entry(sixty, "[1]", "[0,4]"), 4), "nnn… (60,000,000 characters)' is not");
    requireShort(
        errorOf("{\"__metadata__\":{\"" + "k".repeat(900_000) + "\":1}}", 0),
        "kkk… (900,000 characters)' is or has a whole number");
    requireShort(errorOf("{" + " ".repeat(99_999_000) + "x}", 0), "not valid JSON: ");
    requireShort(
        errorOf(ONE.replace("\"a\"", "\"" + "n".repeat(900_000) + "\""), 5),
        "the tensors take 4 bytes");
    requireShort(
        errorOf(ONE.replace("\"a\"", "\"" + "n".repeat(900_000) + "\"").replace("0,4", "4,8"), 8),
        "nnn… (900,000 characters)' begins at 4");
    requireShort(
        errorOf(entry("F32", "[1" + "0".repeat(900) + "]", "[0,4]"), 4), "000… (901 characters)");
    assertEquals(1, load(file(ONE + " ".repeat(90_000_000), 4)).tensors().size());
    String text = "t".repeat(60_000_000);
    assertEquals(
        text, load(file("{\"__metadata__\":{\"k\":\"" + text + "\"}}", 0)).metadata().get("k"));
  }

  private static void requireShort(String message, String part) {
    assertTrue(message.length() < 800, message.length() + " characters");
    assertTrue(message.contains(part), message);
  }

  @Test
  void whatIsNoFileSaysSo() {
    Path none = folder.resolve("none.safetensors");
    assertEquals(
        "safetensors file '" + none + "' does not exist; expected the path of a file",
        assertThrows(FileFormatException.class, () -> SafeTensors.load(none)).getMessage());
    assertTrue(
        assertThrows(FileFormatException.class, () -> SafeTensors.load(folder))
            .getMessage()
            .startsWith("safetensors file '" + folder + "' cannot be read: "));
  }

  private static byte[] small(Path folder) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("w", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    tensors.put("n", Tensor.of(new long[] {7, 8}));
    tensors.put("m", Tensor.of(new boolean[] {true, false}));
    Path file = folder.resolve("small");
    SafeTensors.save(file, tensors, Map.of("k", "v"));
    return Files.readAllBytes(file);
  }

  @Test
  void aFileCutAtAnyByteIsRefused() throws IOException {
    byte[] whole = small(folder);
    assertEquals(3, load(whole).tensors().size());
    for (int length = 0; length < whole.length; length++) {
      errorOf(Arrays.copyOf(whole, length));
    }
    assertTrue(whole.length > 200, "cut " + whole.length + " times");
  }

  @Test
  void aFlippedBitInTheHeaderNeverGivesATensorAnotherShapeOrPlace() throws IOException {
    byte[] whole = small(folder);
    int start = 8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Map<String, double[]> values = new HashMap<>();
    Map<String, TensorSpec> specs = new HashMap<>();
    load(whole)
        .tensors()
        .forEach(
            (name, tensor) -> {
              values.put(name, tensor.toDoubleArray());
              specs.put(name, tensor.variable().spec());
            });
    int refused = 0;
    int loaded = 0;
    for (int at = 0; at < start; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = whole.clone();
        flipped[at] ^= (byte) (1 << bit);
        SafeTensorsFile file;
        try {
          file = load(flipped);
        } catch (FileFormatException e) {
          refused++;
          continue;
        }
        loaded++;
        requireOnlyNamesOrTypeChanged(file, specs, values, "byte " + at + ", bit " + bit);
      }
    }
    assertEquals(8 * start, refused + loaded);
    assertTrue(refused > 9 * loaded, refused + " refused, " + loaded + " loaded");
  }

  /**
   * Without a checksum a flip inside a name, or one that turns a dtype into another of the same
   * width, cannot be seen. Number, sizes and order of the tensors, and the bytes of those whose
   * type is the same, must be those of the original.
   */
  private static void requireOnlyNamesOrTypeChanged(
      SafeTensorsFile file,
      Map<String, TensorSpec> specs,
      Map<String, double[]> values,
      String what) {
    assertEquals(3, file.tensors().size(), what);
    String[] order = {"n", "w", "m"};
    int place = 0;
    for (Tensor tensor : file.tensors().values()) {
      String original = order[place++];
      TensorSpec spec = specs.get(original);
      assertEquals(spec.shape(), tensor.shape(), what);
      assertEquals(spec.byteSize(), tensor.variable().spec().byteSize(), what);
      if (tensor.dtype() == spec.dtype()) {
        assertEquals(
            Arrays.toString(values.get(original)), Arrays.toString(tensor.toDoubleArray()), what);
      } else {
        assertTrue(tensor.dtype() == DType.FLOAT64 || tensor.dtype() == DType.INT32, what + spec);
      }
    }
  }
}
