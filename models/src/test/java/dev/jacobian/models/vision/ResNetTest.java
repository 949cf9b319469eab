package dev.jacobian.models.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.CompiledStep;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.models.PythonScript;
import dev.jacobian.models.language.GPT2;
import dev.jacobian.models.language.GPT2Options;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Networks give what torchvision's of the same weights give, as {@code goldens_resnet.py} wrote it.
 */
class ResNetTest {
  private static final Map<String, double[]> GOLDENS = new LinkedHashMap<>();

  @BeforeAll
  static void read() throws IOException {
    InputStream stream = ResNetTest.class.getResourceAsStream("/goldens/resnet.txt");
    assertNotNull(stream);
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.split(" ");
        double[] numbers = Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray();
        GOLDENS.put(words[0], numbers);
      }
    }
    assertEquals(6 + 1 + 8 + 1, GOLDENS.size());
  }

  /** Numbers of [-1, 1) by SplitMix64, as the script makes them. */
  private static Tensor numbers(int seed, long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      long z = (i + 1) * 0x9E3779B97F4A7C15L + ((long) seed << 32);
      z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
      z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      values[i] = (float) ((z >>> 40) / (double) (1 << 23) - 1);
    }
    return Tensor.of(values, shape);
  }

  private static ResNet filled(ResNetOptions.Depth depth) {
    ResNet model = new ResNet(ResNetOptions.of(depth, 5), new Generator(0));
    int seed = 0;
    for (Map.Entry<String, Tensor> entry : model.stateDict().entrySet()) {
      String name = entry.getKey();
      Tensor tensor = entry.getValue();
      if (!name.endsWith("num_batches_tracked")) {
        Tensor values = numbers(seed, tensor.shape().dims());
        if (tensor.shape().rank() > 1) {
          values = values.mul((float) Math.sqrt(2.0 / (tensor.size() / tensor.size(0))));
        } else {
          boolean isFactor = name.endsWith("running_var") || name.endsWith("weight");
          values = values.mul(0.25).add(isFactor ? 1 : 0);
        }
        tensor.copyInPlace(values);
      }
      seed++;
    }
    return model;
  }

  private static void assertGolden(String name, Tensor actual) {
    double[] expected = GOLDENS.get(name);
    assertNotNull(expected, name);
    double[] values = actual.detach().toDoubleArray();
    double largest = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(0));
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], values[i], 1e-4 * largest, name + ", element " + i);
    }
  }

  @Test
  void logitsAreThoseOfTorchvision() {
    for (ResNetOptions.Depth depth : ResNetOptions.Depth.values()) {
      Module model = filled(depth).eval();
      for (int size : new int[] {32, 64}) {
        assertGolden(
            depth.name().toLowerCase(Locale.ROOT) + "/" + size,
            model.forward(numbers(1000 + size, 2, 3, size, size)));
      }
    }
  }

  @Test
  void aStepOfTrainingChangesWeightsAndStatisticsAsThere() {
    for (boolean isCompiled : new boolean[] {false, true}) {
      ResNet model = filled(ResNetOptions.Depth.RESNET18);
      SGD optimizer = new SGD(model.parameters(), 0.01);
      CrossEntropyLoss lossFn = new CrossEntropyLoss();
      Tensor x = numbers(2000, 4, 3, 64, 64);
      Tensor y = Tensor.of(new long[] {0, 1, 2, 3});
      double value;
      if (isCompiled) {
        value = CompiledStep.of(model, lossFn, optimizer).run(x, y);
      } else {
        Tensor loss = lossFn.forward(model.forward(x), y);
        loss.backward();
        optimizer.step();
        value = loss.item();
      }
      assertEquals(GOLDENS.get("step/loss")[0], value, 1e-4);
      Map<String, Tensor> state = model.stateDict();
      GOLDENS.keySet().stream()
          .filter(name -> name.startsWith("step/") && state.containsKey(name.substring(5)))
          .forEach(name -> assertGolden(name, state.get(name.substring(5))));
      assertEquals(1, state.get("bn1.num_batches_tracked").item());
      model.eval();
      assertGolden("step/after", model.forward(x));
    }
  }

  @Test
  void aNewLastLayerIsTrainedOnFrozenFeatures() {
    ResNet model = filled(ResNetOptions.Depth.RESNET18);
    model.setRequiresGrad(false);
    model.setSubmodule("fc", new Linear(512, 3, new Generator(1)));
    SGD optimizer = new SGD(model.parameters(), 0.05);
    CompiledStep step = CompiledStep.of(model, new CrossEntropyLoss(), optimizer);
    Map<String, Tensor> before = new LinkedHashMap<>(Module.deepCopy(model).stateDict());
    Tensor x = numbers(2000, 4, 3, 32, 32);
    Tensor y = Tensor.of(new long[] {0, 1, 2, 0});
    float first = step.run(x, y);
    float last = first;
    for (int i = 0; i < 10; i++) {
      last = step.run(x, y);
    }
    assertTrue(last < first / 2, first + " to " + last);
    model
        .namedParameters()
        .forEach(
            (name, parameter) ->
                assertEquals(
                    !name.startsWith("fc."),
                    Arrays.equals(
                        before.get(name).toFloatArray(), parameter.tensor().toFloatArray()),
                    name));
    assertArrayEquals(new long[] {4, 3}, model.forward(x).shape().dims());
  }

  /** Where Python has torchvision. */
  @Test
  void torchvisionOpensOurWeightsAndComputesTheSame(@TempDir Path folder) throws Exception {
    PythonScript script = new PythonScript("goldens_resnet.py", folder, "import torchvision");
    ResNet model = new ResNet(ResNetOptions.of(ResNetOptions.Depth.RESNET18, 7), new Generator(5));
    Tensor images = numbers(3, 4, 3, 32, 32);
    model.forward(images); // which moves the running statistics
    SafeTensors.save(folder.resolve("weights"), model.stateDict());
    SafeTensors.save(folder.resolve("images"), Map.of("images", images));
    script.run(
        "open", folder.resolve("weights"), folder.resolve("images"), folder.resolve("logits"));
    double[] logits =
        SafeTensors.load(folder.resolve("logits")).tensors().get("logits").toDoubleArray();
    assertArrayEquals(logits, model.eval().forward(images).toDoubleArray(), 1e-4);
    assertEquals(28, logits.length);
  }

  @Test
  void aStateOfAnotherModelIsCalledThat() {
    Module model = new ResNet(ResNetOptions.of(ResNetOptions.Depth.RESNET18, 2));
    Map<String, Tensor> state = new GPT2(GPT2Options.of(5, 4, 4, 1, 2)).stateDict();
    assertEquals(
        "the state does not fit ResNet(RESNET18, 2): it is of another, with "
            + "[transformer.wte.weight, transformer.wpe.weight, transformer.h.0.ln_1.weight,"
            + " transformer.h.0.ln_1.bias, transformer.h.0.attn.c_attn.weight,"
            + " transformer.h.0.attn.c_attn.bias, transformer.h.0.attn.c_proj.weight, … (17 in all)]"
            + " and none of [conv1.weight, bn1.weight, bn1.bias, bn1.running_mean, bn1.running_var,"
            + " bn1.num_batches_tracked, layer1.0.conv1.weight, layer1.0.bn1.weight,"
            + " layer1.0.bn1.bias, layer1.0.bn1.running_mean, layer1.0.bn1.running_var, … (122 in"
            + " all)]; expected the names, shapes and dtypes of its state; fix: build the module with"
            + " the options that the state was saved with",
        assertThrows(StateException.class, () -> model.loadStateDict(state)).getMessage());
  }

  @Test
  void namesAreThoseOfTorchvision() {
    Map<String, Tensor> state =
        new ResNet(ResNetOptions.of(ResNetOptions.Depth.RESNET50, 1000)).stateDict();
    // torchvision's resnet50 has 161 parameters and 53 norms with three buffers each.
    assertEquals(161 + 3 * 53, state.size());
    assertEquals("float32[64, 64, 1, 1]", spec(state, "layer1.0.conv1.weight"));
    assertEquals("float32[256, 64, 1, 1]", spec(state, "layer1.0.downsample.0.weight"));
    assertEquals("float32[512, 512, 3, 3]", spec(state, "layer4.2.conv2.weight"));
    assertEquals("float32[2048]", spec(state, "layer4.2.bn3.running_var"));
    assertEquals("float32[1000, 2048]", spec(state, "fc.weight"));
    long parameters =
        new ResNet(ResNetOptions.of(ResNetOptions.Depth.RESNET18, 1000))
            .parameters().stream().mapToLong(parameter -> parameter.tensor().size()).sum();
    assertEquals(11_689_512, parameters);
  }

  private static String spec(Map<String, Tensor> state, String name) {
    Tensor tensor = state.get(name);
    assertNotNull(tensor, name);
    return tensor.value().spec().toString();
  }

  @Test
  void imagesOfOtherChannelsAreRefusedByName() {
    Module model = new ResNet(ResNetOptions.of(ResNetOptions.Depth.RESNET18, 2));
    String message =
        assertThrows(ShapeException.class, () -> model.forward(Tensor.zeros(1, 1, 32, 32)))
            .getMessage();
    assertTrue(message.startsWith("conv1 (Conv2d(3, 64"), message);
  }
}
