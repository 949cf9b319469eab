package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.compile.Ways;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.metric.Accuracy;
import dev.jacobian.metric.ConfusionMatrix;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.nn.loss.CrossEntropyLossOptions;
import dev.jacobian.op.IndexAdd;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.JacobianException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An index or class outside the range is an error that names it, its place and the range, before a
 * kernel runs: in each op that takes one, computed in each way, in the first run and in a replay.
 */
@NeedsCompiler
class IndexRangeTest {
  private static final int SIZE = 3;

  private static final Map<String, BinaryOperator<Tensor>> FUNCTIONS = new LinkedHashMap<>();

  static {
    FUNCTIONS.put("indexSelect", (x, i) -> x.indexSelect(1, i));
    FUNCTIONS.put("pick", Tensor::pick);
    FUNCTIONS.put("gather", (x, i) -> x.gather(1, i.unsqueeze(1)));
    FUNCTIONS.put("scatterAdd", (x, i) -> x.scatterAdd(1, i.unsqueeze(1), x));
    FUNCTIONS.put("oneHot", (x, i) -> i.oneHot(SIZE));
    FUNCTIONS.put("indexAdd", (x, i) -> Calls.apply(new IndexAdd(0, SIZE), x, i));
    FUNCTIONS.put("CrossEntropyLoss", (x, i) -> new CrossEntropyLoss().forward(x, i));
    FUNCTIONS.put(
        "CrossEntropyLoss ",
        (x, i) ->
            new CrossEntropyLoss(
                    CrossEntropyLossOptions.defaults()
                        .withClassWeights(Tensor.of(new float[] {1, 2, 3})))
                .forward(x, i));
  }

  @TestFactory
  List<DynamicTest> indicesOutsideAreNamed() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Ways way : Ways.values()) {
      for (String name : FUNCTIONS.keySet()) {
        for (long bad : new long[] {SIZE, -1, -SIZE, -100, 1L << 32, Long.MIN_VALUE}) {
          tests.add(
              DynamicTest.dynamicTest(way + " " + name + " " + bad, () -> check(way, name, bad)));
        }
      }
    }
    assertEquals(144, tests.size());
    return tests;
  }

  private static DataException failure(Ways way, String name, long bad) {
    try (MemoryScope scope = MemoryScope.open()) {
      Tensor x = Tensor.randn(new Generator(1), 4, SIZE);
      Tensor good = Tensor.of(new long[] {0, 2, 1, 0});
      Tensor indices = Tensor.of(new long[] {0, 2, bad, 1});
      BinaryOperator<Tensor> function = FUNCTIONS.get(name);
      if (way == Ways.EAGER) {
        return assertThrows(DataException.class, () -> function.apply(x, indices));
      }
      Compiled compiled = Compiled.function(t -> function.apply(t[0], t[1]));
      assertThrows(DataException.class, () -> compiled.run(x, indices), "first run");
      compiled.run(x, good);
      assertTrue(compiled.isCompiled(x, indices));
      return assertThrows(DataException.class, () -> compiled.run(x, indices));
    }
  }

  private static void check(Ways way, String name, long bad) {
    DataException error = failure(way, name, bad);
    String message = error.getMessage();
    assertTrue(message.startsWith(name.strip()), message);
    assertTrue(
        message.contains(
            name.startsWith("Cross")
                ? "label " + bad + " at row 2"
                : "index " + bad + " at position 2"),
        message);
    assertTrue(message.contains("from 0 to 2"), message);
  }

  @ParameterizedTest
  @EnumSource(Ways.class)
  void placesCountFromTheEndToo(Ways way) {
    Tensor x = Tensor.randn(new Generator(1), 4, SIZE);
    Tensor rows = Tensor.of(new long[] {-1, 0, -4, 3, 2});
    Tensor columns = Tensor.of(new long[] {-3, -1, 2, 0, 1});
    assertArrayEquals(
        x.index(rows.remainder(4), columns.remainder(SIZE)).toFloatArray(),
        way.run(t -> List.of(t[0].index(t[1], t[2])), x, rows, columns).get(0).toFloatArray());
    Compiled compiled = Compiled.function(t -> t[0].index(t[1], t[2]));
    Tensor bad = Tensor.of(new long[] {0, 0, -4, 0, 1});
    for (int run = 0; run < 2; run++) {
      DataException error =
          assertThrows(
              DataException.class,
              () -> (way == Ways.EAGER ? x.index(rows, bad) : compiled.run(x, rows, bad)).item());
      assertEquals(
          "index: index -4 at position 2 is outside axis 1 of size 3; expected indices from -3 to"
              + " 2",
          error.getMessage());
      compiled.run(x, rows, columns);
    }
  }

  @ParameterizedTest
  @EnumSource(Ways.class)
  void oneHotIsOneAtTheClass(Ways way) {
    float[] expected = {0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1};
    Tensor classes = Tensor.of(new long[] {2, 0, 1, 2}, 2, 2);
    Tensor result = way.run(t -> List.of(t[0].oneHot(3)), classes).get(0);
    assertEquals("[2, 2, 3]", result.shape().toString());
    assertArrayEquals(expected, result.toFloatArray());
  }

  @Test
  void classesAreInt64() {
    assertEquals(
        "oneHot: the indices are int32[2]; expected an int64 tensor; fix: cast them, for example"
            + " indices.to(DType.INT64)",
        assertThrows(DTypeException.class, () -> Tensor.of(new int[2]).oneHot(3)).getMessage());
  }

  @Test
  void metricsNameLabelsOutside() {
    Tensor scores = Tensor.randn(new Generator(2), 3, SIZE);
    for (double bad : new double[] {3, -1, 0.5, Double.NaN, 1e10}) {
      Tensor labels = Tensor.of(new double[] {0, bad, 2});
      for (JacobianException error :
          List.of(
              assertThrows(DataException.class, () -> new Accuracy().update(scores, labels)),
              assertThrows(
                  DataException.class, () -> new ConfusionMatrix(SIZE).update(scores, labels)))) {
        assertTrue(
            error
                .getMessage()
                .contains("label " + bad + " at row 1; expected whole numbers from 0 to 2"),
            error.getMessage());
      }
    }
  }

  @Test
  void anEntryOutsideIsNamed() {
    Tensor x = Tensor.zeros(3, 2);
    for (long bad : new long[] {3, -4, Long.MAX_VALUE}) {
      assertTrue(
          assertThrows(JacobianException.class, () -> x.get(bad))
              .getMessage()
              .contains("index " + bad + " of [3, 2]; expected an index from -3 to 2"));
    }
  }
}
