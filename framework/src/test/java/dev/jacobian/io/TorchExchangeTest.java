package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.nn.GELU;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.LayerNormOptions;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.Tanh;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weights go to PyTorch and come from it: goldens are files that {@code goldens_torch.py} wrote,
 * and what we write is read by {@code read_safetensors.py} and by PyTorch itself.
 */
class TorchExchangeTest {
  private static final Path SCRIPTS = Path.of("src/test/python").toAbsolutePath();
  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");
  private static final List<String> MODELS = List.of("linear", "mlp");
  private static final Map<String, DType> DTYPES =
      new LinkedHashMap<>(Map.of("f32", DType.FLOAT32, "f64", DType.FLOAT64));

  @TempDir Path folder;

  /** Returns our counterpart of a module in {@code goldens_torch.py}. */
  private static Module model(String name, DType dtype, long seed) {
    Generator generator = new Generator(seed);
    LinearOptions linear = LinearOptions.defaults().withDtype(dtype);
    if (name.equals("linear")) {
      return new Linear(5, 3, linear, generator);
    }
    return new Sequential(
        new Linear(5, 8, linear, generator),
        new LayerNorm(LayerNormOptions.defaults().withDtype(dtype), 8),
        new GELU(),
        new Linear(8, 6, linear.withBias(false), generator),
        new ReLU(),
        new Linear(6, 3, linear, generator),
        new Tanh());
  }

  private Path golden(String name) throws IOException {
    Path file = folder.resolve(name + ".safetensors");
    try (InputStream stream =
        getClass().getResourceAsStream("/goldens/torch/" + file.getFileName())) {
      assertNotNull(stream, name);
      Files.write(file, stream.readAllBytes());
    }
    return file;
  }

  private static void assertClose(double[] expected, double[] actual, DType dtype, String what) {
    double tolerance = dtype == DType.FLOAT64 ? 1e-13 : 1e-6;
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertTrue(largest > 0.1, what + " has nothing but zeros");
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance * largest, what + ", element " + i);
    }
  }

  @Test
  void filesOfPytorchLoadUnderItsNamesAndComputeTheSame() throws IOException {
    int cases = 0;
    for (String name : MODELS) {
      for (Map.Entry<String, DType> type : DTYPES.entrySet()) {
        String golden = name + "_" + type.getKey();
        SafeTensorsFile weights = SafeTensors.load(golden(golden));
        assertEquals(Map.of("format", "pt"), weights.metadata());
        Module model = model(name, type.getValue(), 1);
        assertEquals(model.stateDict().keySet(), weights.tensors().keySet());
        model.loadStateDict(weights.tensors());
        SafeTensorsFile forward = SafeTensors.load(golden(golden + "_forward"));
        Tensor input = forward.tensors().get("input");
        Tensor expected = forward.tensors().get("output");
        Tensor actual = model.forward(input);
        assertEquals(type.getValue(), actual.dtype());
        assertEquals(expected.shape(), actual.shape());
        assertClose(expected.toDoubleArray(), actual.toDoubleArray(), type.getValue(), golden);
        cases++;
      }
    }
    assertEquals(4, cases);
  }

  @Test
  void filesOfPytorchKeepEveryBitWhenTheyAreWrittenAgain() throws IOException {
    for (String name : MODELS) {
      Path golden = golden(name + "_f32");
      SafeTensorsFile first = SafeTensors.load(golden);
      Path own = folder.resolve("own");
      SafeTensors.save(own, first.tensors(), first.metadata());
      SafeTensorsFile second = SafeTensors.load(own);
      assertEquals(first.tensors().keySet(), second.tensors().keySet());
      first
          .tensors()
          .forEach((key, tensor) -> assertEquals(hex(tensor), hex(second.tensors().get(key)), key));
    }
  }

  @Test
  void anIndependentReaderFindsTheSameBits() throws Exception {
    Optional<String> python = python("import json, struct");
    assumeTrue(python.isPresent(), "python3 is not installed");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, DType> type : DTYPES.entrySet()) {
      model("mlp", type.getValue(), 3)
          .stateDict()
          .forEach((name, tensor) -> tensors.put(type.getKey() + "." + name, tensor));
    }
    tensors.put("größe \"1\"", Tensor.of(new float[] {-0f, Float.NaN, Float.MIN_VALUE}, 3, 1));
    tensors.put("steps", Tensor.of(new long[] {Long.MIN_VALUE}).reshape());
    tensors.put("labels", Tensor.of(new int[] {-1, 7}));
    tensors.put("mask", Tensor.of(new boolean[] {true, false, true}));
    tensors.put("empty", Tensor.zeros(0, 4));
    Path file = folder.resolve("own.safetensors");
    SafeTensors.save(file, tensors, Map.of("b", "ä", "a", "1"));
    List<String> lines = run(python.get(), "read_safetensors.py", file).lines().toList();
    List<String> expected = new ArrayList<>();
    SafeTensors.load(file)
        .tensors()
        .keySet()
        .forEach(name -> expected.add(line(name, tensors.get(name))));
    expected.add("{\"a\": \"1\", \"b\": \"\\u00e4\"}");
    assertEquals(expected, lines);
    assertEquals(2 * 7 + 5 + 1, lines.size());
  }

  private static String line(String name, Tensor tensor) {
    String json = name.replace("\"", "\\\"").replace("ö", "\\u00f6").replace("ß", "\\u00df");
    String code =
        switch (tensor.dtype()) {
          case FLOAT32 -> "F32";
          case FLOAT64 -> "F64";
          case INT32 -> "I32";
          case INT64 -> "I64";
          case BOOL -> "BOOL";
        };
    String shape = tensor.shape().toString().replace(" ", "");
    return "\"" + json + "\" " + code + " " + shape + " " + hex(tensor);
  }

  /** Returns a tensor's bytes as safetensors files have them, read from its Java array. */
  private static String hex(Tensor tensor) {
    ByteBuffer bytes =
        ByteBuffer.allocate((int) tensor.variable().spec().byteSize())
            .order(ByteOrder.LITTLE_ENDIAN);
    switch (tensor.dtype()) {
      case FLOAT32 -> bytes.asFloatBuffer().put(tensor.toFloatArray());
      case FLOAT64 -> bytes.asDoubleBuffer().put(tensor.toDoubleArray());
      case INT32 -> bytes.asIntBuffer().put(tensor.toIntArray());
      case INT64 -> bytes.asLongBuffer().put(tensor.toLongArray());
      case BOOL -> {
        for (boolean value : tensor.toBooleanArray()) {
          bytes.put((byte) (value ? 1 : 0));
        }
      }
    }
    return HexFormat.of().formatHex(bytes.array());
  }

  @Test
  void pytorchLoadsOurFilesStrictlyAndComputesTheSame() throws Exception {
    Optional<String> python = python("import torch");
    assumeTrue(python.isPresent(), "python3 with PyTorch is not installed");
    for (String name : MODELS) {
      Module model = model(name, DType.FLOAT32, 5);
      Generator generator = new Generator(2);
      Map<String, Tensor> random = new LinkedHashMap<>();
      model
          .stateDict()
          .forEach((key, old) -> random.put(key, Tensor.randn(generator, old.shape().dims())));
      model.loadStateDict(random);
      Tensor input = Tensor.randn(new Generator(6), 7, 5);
      Path weights = folder.resolve("weights.safetensors");
      Path values = folder.resolve("input.safetensors");
      SafeTensors.save(weights, model.stateDict());
      SafeTensors.save(values, Map.of("input", input));
      String printed =
          run(python.get(), "goldens_torch.py", "forward", name, "f32", weights, values);
      ByteBuffer bytes =
          ByteBuffer.wrap(HexFormat.of().parseHex(printed.strip())).order(ByteOrder.LITTLE_ENDIAN);
      double[] expected = new double[bytes.remaining() / Float.BYTES];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = bytes.getFloat();
      }
      assertClose(expected, model.forward(input).toDoubleArray(), DType.FLOAT32, name);
    }
  }

  /** Returns the first Python that can run a line. */
  private Optional<String> python(String line) throws InterruptedException {
    for (String python : PYTHONS) {
      try {
        Process process =
            new ProcessBuilder(python, "-c", line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0) {
          return Optional.of(python);
        }
      } catch (IOException e) {
        // There is no such program.
      }
    }
    return Optional.empty();
  }

  /** Runs a script and returns what it prints. */
  private String run(String python, String script, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(python, SCRIPTS.resolve(script).toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path printed = folder.resolve("printed.txt");
    Path errors = folder.resolve("errors.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(printed.toFile()).redirectError(errors.toFile());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the script did not end");
    assertEquals(0, process.exitValue(), Files.readString(errors));
    return Files.readString(printed, StandardCharsets.UTF_8);
  }
}
