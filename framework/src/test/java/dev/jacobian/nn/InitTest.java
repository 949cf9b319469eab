package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class InitTest {
  private static final Goldens GOLDENS = Goldens.load();
  private static final long SEED = 9;

  private static Map<String, BiFunction<Tensor, Generator, Tensor>> functions() {
    Map<String, BiFunction<Tensor, Generator, Tensor>> functions = new TreeMap<>();
    double relu = Init.leakyReluGain(0);
    functions.put("xavierUniform", (t, g) -> Init.xavierUniform(t, 1, g));
    functions.put("xavierUniformGain", (t, g) -> Init.xavierUniform(t, 2.5, g));
    functions.put("xavierNormal", (t, g) -> Init.xavierNormal(t, 1, g));
    functions.put("kaimingUniform", (t, g) -> Init.kaimingUniform(t, Init.Fan.IN, relu, g));
    functions.put("kaimingNormal", (t, g) -> Init.kaimingNormal(t, Init.Fan.IN, relu, g));
    functions.put(
        "kaimingUniformOut",
        (t, g) -> Init.kaimingUniform(t, Init.Fan.OUT, Init.leakyReluGain(0.2), g));
    functions.put(
        "kaimingNormalDeep",
        (t, g) -> Init.kaimingNormal(t, Init.Fan.IN, Init.leakyReluGain(1), g));
    functions.put("xavierUniformDeep", (t, g) -> Init.xavierUniform(t, 1, g));
    return functions;
  }

  /**
   * Asserts that what was drawn is, number for number, what the arguments that PyTorch uses give.
   */
  private static void assertDrawn(String name, double[] arguments, Tensor drawn, Generator same) {
    boolean isNormal = name.contains("Normal");
    Tensor expected = Tensor.zeros(drawn.shape().dims());
    if (isNormal) {
      Init.normal(expected, arguments[0], arguments[1], same);
    } else {
      Init.uniform(expected, arguments[0], arguments[1], same);
    }
    assertArrayEquals(expected.toFloatArray(), drawn.toFloatArray(), 1e-6f, name);
  }

  @Test
  void whatIsSkippedIsZeroAndMovesGeneratorsAlike() {
    Map<String, BiFunction<Tensor, Generator, Tensor>> drawn = new TreeMap<>(functions());
    drawn.put("truncNormal", (t, g) -> Init.truncNormal(t, 0, 1, -2, 2, g));
    drawn.put("orthogonal", (t, g) -> Init.orthogonal(t, 1, g));
    drawn.forEach(
        (name, function) -> {
          Generator moved = new Generator(SEED);
          Tensor plain = Tensor.zeros(6, 4);
          assertSame(plain, function.apply(plain, moved), name);
          Generator skipping = new Generator(SEED);
          Tensor weight = Tensor.ones(6, 4);
          try (Init.Skipped skipped = Init.skip()) {
            assertSame(weight, function.apply(weight, skipping), name);
          }
          assertArrayEquals(new float[24], weight.toFloatArray(), name);
          assertEquals(moved.state(), skipping.state(), name);
        });
  }

  @Test
  void skippingIsOfOneThreadAndEndsWhereItWasBegun() throws Exception {
    Thread other;
    Tensor elsewhere = Tensor.zeros(5);
    try (Init.Skipped outer = Init.skip()) {
      try (Init.Skipped inner = Init.skip()) {
        assertEquals(0, new Linear(3, 2).weight().tensor().abs().sum().item());
      }
      assertEquals(0, new Linear(3, 2).weight().tensor().abs().sum().item());
      assertEquals(3, Init.constant(Tensor.zeros(1), 3).item());
      other = new Thread(() -> Init.normal(elsewhere, 0, 1));
      other.start();
      other.join();
    }
    assertEquals(5, elsewhere.countNonzero().item());
    assertEquals(6, new Linear(3, 2).weight().tensor().countNonzero().item());
  }

  @Test
  void distributionsArePyTorchs() {
    Map<String, BiFunction<Tensor, Generator, Tensor>> functions = functions();
    TreeSet<String> goldens = new TreeSet<>(GOLDENS.parts("init/"));
    goldens.remove("linear");
    assertEquals(goldens, functions.keySet());
    functions.forEach(
        (name, function) -> {
          Tensor tensor = name.endsWith("Deep") ? Tensor.zeros(8, 6, 3, 2) : Tensor.zeros(30, 50);
          assertSame(tensor, function.apply(tensor, new Generator(SEED)));
          assertDrawn(name, GOLDENS.values("init/" + name + "/0"), tensor, new Generator(SEED));
        });
  }

  @Test
  void linearStartsAsInPyTorch() {
    Linear layer = new Linear(50, 30, new Generator(SEED));
    Generator same = new Generator(SEED);
    assertDrawn("linear weight", GOLDENS.values("init/linear/0"), layer.weight().tensor(), same);
    assertDrawn("linear bias", GOLDENS.values("init/linear/1"), layer.bias().tensor(), same);
  }

  @Test
  void uniformFillsItsRange() {
    double[] values = Init.uniform(Tensor.zeros(20_000), -2, 6, new Generator(1)).toDoubleArray();
    double min = Arrays.stream(values).min().orElseThrow();
    double max = Arrays.stream(values).max().orElseThrow();
    assertTrue(min >= -2 && min < -1.99, () -> "smallest " + min);
    assertTrue(max <= 6 && max > 5.99, () -> "largest " + max);
    // The standard deviation of this mean is 0.016.
    assertEquals(2, Arrays.stream(values).average().orElseThrow(), 0.08);
  }

  @Test
  void normalHasItsMeanAndDeviation() {
    Tensor tensor = Init.normal(Tensor.zeros(20_000), 3, 0.5, new Generator(1));
    assertEquals(3, tensor.mean().item(), 0.02);
    assertEquals(0.5, tensor.std().item(), 0.02);
  }

  @Test
  void constantsAreSetOnParameters() {
    Linear layer = new Linear(2, 2);
    Init.ones(layer.weight().tensor());
    Init.zeros(layer.bias().tensor());
    assertArrayEquals(new float[] {1, 1, 1, 1}, layer.weight().tensor().toFloatArray());
    assertArrayEquals(new float[2], layer.bias().tensor().toFloatArray());
    assertTrue(layer.weight().isTrainable());
  }

  @Test
  void theDefaultGeneratorIsUsedWhereNoneIsGiven() {
    Generator.manualSeed(SEED);
    Tensor drawn = Init.kaimingUniform(Tensor.zeros(4, 4));
    Tensor same =
        Init.kaimingUniform(Tensor.zeros(4, 4), Init.Fan.IN, Math.sqrt(2), new Generator(SEED));
    assertArrayEquals(same.toFloatArray(), drawn.toFloatArray());
  }

  @Test
  void argumentsAreChecked() {
    assertEquals(
        "fan of a float32[3] tensor; expected a weight [out, in, ...] with elements; fix: use uniform, normal or"
            + " constant for biases",
        assertThrows(ShapeException.class, () -> Init.xavierNormal(Tensor.zeros(3))).getMessage());
    assertEquals(
        "uniform: from 2.0 to 1.0; expected a lower bound not above the upper",
        assertThrows(OptionException.class, () -> Init.uniform(Tensor.zeros(3), 2, 1))
            .getMessage());
    assertEquals(
        "normal: standard deviation -1.0; expected 0 or more",
        assertThrows(OptionException.class, () -> Init.normal(Tensor.zeros(3), 0, -1))
            .getMessage());
  }

  @Test
  void truncatedNormalNumbersHaveThePartOfTheDistribution() {
    Tensor drawn = Init.truncNormal(Tensor.zeros(200_000), 1, 0.5, 0.5, 2.5, new Generator(SEED));
    double[] numbers = drawn.toDoubleArray();
    Arrays.sort(numbers);
    assertTrue(numbers[0] >= 0.5 && numbers[numbers.length - 1] <= 2.5);
    // scipy.stats.truncnorm(-1, 3, 1, 0.5).ppf([0.01, 0.25, 0.5, 0.75, 0.99])
    double[] quantiles = {0.517066, 0.832290, 1.099224, 1.400875, 2.167919};
    double[] places = {0.01, 0.25, 0.5, 0.75, 0.99};
    for (int i = 0; i < places.length; i++) {
      assertEquals(quantiles[i], numbers[(int) (places[i] * numbers.length)], 0.01);
    }
    assertArrayEquals(
        Init.truncNormal(Tensor.zeros(9), 0, 2, -4, 4, new Generator(3)).toFloatArray(),
        truncated());
    assertEquals(
        "truncNormal: N(0.0, 0.0^2) from -1.0 to 1.0; expected a deviation above 0, and bounds with a part of the"
            + " distribution between them",
        assertThrows(
                OptionException.class,
                () -> Init.truncNormal(Tensor.zeros(2), 0, 0, -1, 1, new Generator(1)))
            .getMessage());
  }

  private static float[] truncated() {
    Generator.manualSeed(3);
    return Init.truncNormal(Tensor.zeros(9), 0, 2).toFloatArray();
  }

  @Test
  void orthogonalRowsOrColumnsHaveTheLengthOfTheGain() {
    for (long[] dims : new long[][] {{6, 6}, {5, 9}, {9, 5}, {4, 3, 2, 2}, {12, 2, 2}, {1, 3}}) {
      Tensor weight = Init.orthogonal(Tensor.zeros(dims), 1.5, new Generator(SEED));
      Tensor matrix = weight.reshape(dims[0], -1);
      boolean isWide = dims[0] <= matrix.size(1);
      Tensor products = isWide ? matrix.matmul(matrix.t()) : matrix.t().matmul(matrix);
      assertArrayEquals(
          Tensor.eye((int) products.size(0)).mul(2.25).toFloatArray(),
          products.toFloatArray(),
          1e-5f);
    }
    assertThrows(ShapeException.class, () -> Init.orthogonal(Tensor.zeros(3)));
  }

  @Test
  void gainsAreThoseOfTheNonlinearities() {
    for (Init.Nonlinearity each : Init.Nonlinearity.values()) {
      String name = each.name().toLowerCase(Locale.ROOT);
      assertEquals(GOLDENS.number("gain/" + name), Init.calculateGain(each), 1e-15, name);
    }
    assertEquals(GOLDENS.parts("gain/").size(), Init.Nonlinearity.values().length);
  }

  @Test
  void identitiesAreThoseOfPyTorch() {
    for (String name : GOLDENS.parts("identity/eye/")) {
      Tensor expected = GOLDENS.tensor("identity/eye/" + name);
      Tensor made = Init.eye(Tensor.rand(expected.shape().dims()));
      assertArrayEquals(expected.toFloatArray(), made.toFloatArray(), name);
    }
    for (String name : GOLDENS.parts("identity/dirac/")) {
      Tensor expected = GOLDENS.tensor("identity/dirac/" + name);
      Tensor weight = Tensor.rand(expected.shape().dims());
      Tensor made = name.equals("groups") ? Init.dirac(weight, 3) : Init.dirac(weight);
      assertArrayEquals(expected.toFloatArray(), made.toFloatArray(), name);
    }
    assertEquals(5, GOLDENS.parts("identity/dirac/").size());
    assertEquals(
        "eye: float32[3]; expected a matrix",
        assertThrows(ShapeException.class, () -> Init.eye(Tensor.zeros(3))).getMessage());
    assertEquals(
        "dirac: float32[3, 3]; expected a weight [out, in / groups, kernel...]",
        assertThrows(ShapeException.class, () -> Init.dirac(Tensor.zeros(3, 3))).getMessage());
    assertEquals(
        "dirac: 4 outputs in 3 groups; expected groups of the same number of outputs",
        assertThrows(OptionException.class, () -> Init.dirac(Tensor.zeros(4, 2, 3), 3))
            .getMessage());
  }
}
