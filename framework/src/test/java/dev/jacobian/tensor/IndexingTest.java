package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.device.Device;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** What indices, masks and random integers may not be, and what compiled functions make of them. */
class IndexingTest {
  private static final Tensor MATRIX = Tensor.ones(2, 3);
  private static final Tensor INDEX = Tensor.of(new long[] {0, 1, 1}, 1, 3);

  @TestFactory
  List<DynamicTest> whatDoesNotFitIsRefused() {
    Map<String, Executable> calls = new LinkedHashMap<>();
    calls.put(
        "gather: the indices are float32[2, 3]; expected an int64 tensor; fix: cast them, for"
            + " example indices.to(DType.INT64)",
        () -> MATRIX.gather(0, MATRIX));
    calls.put(
        "gather: received [2, 3] and indices [3]; expected indices of the tensor's rank, no larger"
            + " along other axes than 0",
        () -> MATRIX.gather(0, INDEX.flatten()));
    calls.put(
        "gather: received [2, 3] and indices [3, 1]; expected indices of the tensor's rank, no"
            + " larger along other axes than 1",
        () -> MATRIX.gather(1, INDEX.t()));
    calls.put(
        "scatterAdd: received [2, 3] and indices [3, 1]; expected indices of the tensor's rank, no"
            + " larger along other axes than 1",
        () -> MATRIX.scatterAdd(1, INDEX.t(), MATRIX));
    calls.put(
        "scatterAdd: received [1, 1] and indices [1, 3]; expected a source no smaller than the"
            + " indices",
        () -> MATRIX.scatterAdd(0, INDEX, Tensor.ones(1, 1)));
    calls.put(
        "scatterAdd: the source is int64[1, 3] and the tensor float32; expected operands of one"
            + " dtype; fix: cast the int64 one, x.to(DType.FLOAT32), or both to DType.FLOAT64 if it"
            + " holds numbers beyond 2^24",
        () -> MATRIX.scatterAdd(0, INDEX, INDEX));
    calls.put(
        "maskedSelect: received float32[2, 3] and the mask bool[1, 3]; expected a bool mask of"
            + " the tensor's shape; fix: compare first, for example x.gt(0), and expand the mask",
        () -> MATRIX.maskedSelect(INDEX.gt(0)));
    calls.put(
        "triu: the shape is [3]; expected a matrix, or axes before those of matrices",
        () -> Tensor.ones(3).triu());
    calls.put(
        "repeat: [2] times of [2, 3]; expected a number of 0 or more for each of at least 2 axes",
        () -> MATRIX.repeat(2));
    calls.put(
        "repeatInterleave: -1 times; expected 0 or more", () -> MATRIX.repeatInterleave(-1, 0));
    calls.put(
        "arange: from 3 to 1 in steps of 2; expected a step other than 0 that leads from the start"
            + " towards the end",
        () -> Tensor.arange(3, 1, 2));
    calls.put(
        "randint: from 3 to before 3; expected low < high, no more than 2^53 apart",
        () -> Tensor.randint(new Generator(1), 3, 3, 2));
    calls.put(
        "random numbers of dtype int64; expected float32 or float64", () -> Tensor.randLike(INDEX));
    calls.put(
        "random numbers of dtype bool; expected float32 or float64",
        () -> Tensor.randnLike(INDEX.gt(0)));
    calls.put(
        "index: index 3 at position 1 is outside axis 1 of size 3; expected indices from -3 to 2",
        () -> MATRIX.index(Tensor.arange(2), Tensor.of(new long[] {0, 3})));
    calls.put(
        "index: index -3 at position 2 is outside axis 0 of size 2; expected indices from -2 to 1",
        () -> MATRIX.index(Tensor.of(new long[] {-1, -2, -3})));
    calls.put(
        "index: index -9223372036854775808 at position 0 is outside axis 0 of size 2; expected"
            + " indices from -2 to 1",
        () -> MATRIX.index(Tensor.of(new long[] {Long.MIN_VALUE}), Tensor.of(new long[] {-1})));
    calls.put(
        "index: index -1 at position 0 is outside axis 0 of size 0; expected no index at all, since"
            + " the axis is empty",
        () -> Tensor.ones(0, 3).index(Tensor.of(new long[] {-1})));
    calls.put(
        "index: received [2, 3] and the mask [3] for axes from 0 on; expected a mask of the sizes of"
            + " these axes",
        () -> MATRIX.index(Tensor.arange(3).gt(0)));
    calls.put(
        "index: indices for 3 axes of [2, 3]; expected 1 to 2 axes",
        () -> MATRIX.index(Tensor.arange(2), Tensor.arange(2), Tensor.arange(2)));
    calls.put(
        "multinomial: row 1 has 1 weights above 0; expected at least 2",
        () -> Tensor.of(new float[][] {{1, 1}, {0, 1}}).multinomial(new Generator(1), 2, false));
    calls.put(
        "multinomial: 3 draws of 2 weights; expected 1 to 2, or replacement",
        () -> Tensor.ones(2).multinomial(new Generator(1), 3, false));
    calls.put(
        "multinomial: the shape is []; expected weights [n] or [m, n], with n of at least 1",
        () -> Tensor.of(1f).multinomial(new Generator(1), 1, true));
    calls.put(
        "multinomial: received int64[2]; expected floating-point weights; fix: cast them first, for"
            + " example x.to(DType.FLOAT64)",
        () -> Tensor.arange(2).multinomial(new Generator(1), 1, true));
    calls.put(
        "norm: p is 0.5; expected a number of 1 or more, or infinity",
        () -> MATRIX.norm(0.5, false));
    return calls.entrySet().stream()
        .map(
            call ->
                DynamicTest.dynamicTest(
                    call.getKey(),
                    () ->
                        assertEquals(
                            call.getKey(),
                            assertThrows(JacobianException.class, call.getValue()).getMessage())))
        .toList();
  }

  @Test
  void whoseSizeDependsOnValuesCannotBeCaptured() {
    Compiled compiled = Compiled.function(t -> t[0].maskedSelect(t[0].gt(0)));
    AutogradException error =
        assertThrows(AutogradException.class, () -> compiled.run(Tensor.ones(2)));
    assertTrue(error.getMessage().startsWith("the values of a bool[2] tensor were read"));
  }

  @Test
  void compiledFunctionsGiveTheSame() {
    Tensor x = Tensor.randn(new Generator(1), 4, 3);
    Tensor index = Tensor.of(new long[] {3, 0, 1, 1, 2, 2}, 2, 3);
    Compiled compiled =
        Compiled.function(
            t -> t[0].scatterAdd(0, t[1], t[0].gather(0, t[1])).tril().roll(1, 1).repeat(2, 1));
    Tensor eager = x.scatterAdd(0, index, x.gather(0, index)).tril().roll(1, 1).repeat(2, 1);
    compiled.run(x, index);
    compiled.run(x, index);
    assertTrue(compiled.isCompiled(x, index));
    assertArrayEquals(eager.toFloatArray(), compiled.run(x, index).toFloatArray());
  }

  @Test
  void randomIntegersAreEachAsLikelyAndRepeatable() {
    long[] drawn = Tensor.randint(new Generator(5), -2, 3, 50_000).toLongArray();
    assertArrayEquals(drawn, Tensor.randint(new Generator(5), -2, 3, 50_000).toLongArray());
    Generator.manualSeed(5);
    assertArrayEquals(drawn, Tensor.randint(-2, 3, 50_000).toLongArray());
    assertEquals(-2, Arrays.stream(drawn).min().orElseThrow());
    assertEquals(2, Arrays.stream(drawn).max().orElseThrow());
    for (long value = -2; value < 3; value++) {
      long wanted = value;
      long count = LongStream.of(drawn).filter(one -> one == wanted).count();
      // Five deviations of a binomial distribution.
      assertEquals(10_000, count, 5 * Math.sqrt(50_000 * 0.2 * 0.8));
    }
  }

  @Test
  void rangesOfIntegersMayBeTheLargest() {
    long low = -(1L << 52);
    long[] drawn = Tensor.randint(new Generator(6), low, 1L << 52, 1000).toLongArray();
    assertTrue(Arrays.stream(drawn).allMatch(one -> one >= low && one < -low));
    assertTrue(Arrays.stream(drawn).anyMatch(one -> one < 0));
    assertTrue(Arrays.stream(drawn).anyMatch(one -> one > 0));
    long far = Long.MAX_VALUE - 5;
    long[] high = Tensor.randint(new Generator(7), far, Long.MAX_VALUE, 100).toLongArray();
    assertEquals(far, Arrays.stream(high).min().orElseThrow());
    assertEquals(Long.MAX_VALUE - 1, Arrays.stream(high).max().orElseThrow());
  }

  @Test
  void tensorsLikeOthersAreOfTheirType() {
    Tensor x = Tensor.full(Shape.of(2), 1, DType.FLOAT64, Device.cpu());
    assertEquals(DType.FLOAT64, Tensor.zerosLike(x).dtype());
    x.setRequiresGrad(true);
    assertTrue(!Tensor.onesLike(x).requiresGrad());
  }

  @Test
  void randomTensorsLikeOthersAreOfTheirShapeAndType() {
    Tensor x = Tensor.full(Shape.of(3, 2), Double.NaN, DType.FLOAT64, Device.cpu());
    Tensor drawn = Tensor.randLike(new Generator(5), x.setRequiresGrad(true));
    assertEquals(new TensorSpec(Shape.of(3, 2), DType.FLOAT64), drawn.variable().spec());
    assertFalse(drawn.requiresGrad());
    Tensor floats = x.detach().to(DType.FLOAT32);
    assertArrayEquals(
        Tensor.rand(new Generator(5), 3, 2).toFloatArray(),
        Tensor.randLike(new Generator(5), floats).toFloatArray());
    assertArrayEquals(
        Tensor.randn(new Generator(5), 3, 2).toFloatArray(),
        Tensor.randnLike(new Generator(5), floats).toFloatArray());
    Generator.manualSeed(5);
    assertArrayEquals(drawn.toDoubleArray(), Tensor.randLike(x).toDoubleArray());
    Generator.manualSeed(5);
    assertArrayEquals(
        Tensor.randnLike(new Generator(5), x).toDoubleArray(), Tensor.randnLike(x).toDoubleArray());
  }

  @Test
  void compiledFunctionsDrawLikeTheirInputsAnew() {
    Generator generator = new Generator(7);
    Compiled compiled =
        Compiled.function(
            t -> Tensor.randnLike(generator, t[0]).add(Tensor.randLike(generator, t[0])));
    Tensor x = Tensor.zeros(2, 3);
    Generator again = new Generator(7);
    for (int run = 0; run < 3; run++) {
      Tensor eager = Tensor.randnLike(again, x).add(Tensor.randLike(again, x));
      assertArrayEquals(eager.toFloatArray(), compiled.run(x).toFloatArray());
    }
    assertTrue(compiled.isCompiled(x));
  }

  @Test
  void drawsAreAsLikelyAsTheirWeights() {
    Tensor weights = Tensor.of(new float[] {1, 0, 3, 4, 2});
    int draws = 20_000;
    long[] drawn = weights.multinomial(new Generator(3), draws, true).toLongArray();
    assertArrayEquals(drawn, weights.multinomial(new Generator(3), draws, true).toLongArray());
    Tensor rows = weights.expand(draws, 5);
    long[] pairs = rows.multinomial(new Generator(4), 2, false).toLongArray();
    double[] single = new double[5];
    double[] first = new double[5];
    double[] second = new double[5];
    for (int i = 0; i < draws; i++) {
      single[(int) drawn[i]]++;
      first[(int) pairs[2 * i]]++;
      second[(int) pairs[2 * i + 1]]++;
      assertFalse(pairs[2 * i] == pairs[2 * i + 1]);
    }
    for (int i = 0; i < 5; i++) {
      double likely = weights.get(i).item() / 10;
      double after = 0;
      for (int other = 0; other < 5; other++) {
        double before = weights.get(other).item() / 10;
        after += other == i ? 0 : before * likely / (1 - before);
      }
      // Five deviations of a binomial distribution.
      assertEquals(likely, single[i] / draws, 5 * Math.sqrt(likely / draws));
      assertEquals(likely, first[i] / draws, 5 * Math.sqrt(likely / draws));
      assertEquals(after, second[i] / draws, 5 * Math.sqrt(after / draws));
    }
  }

  @Test
  void compiledFunctionsDrawAnewInEachRun() {
    Generator generator = new Generator(5);
    Compiled compiled = Compiled.function(t -> t[0].softmax(1).multinomial(generator, 9, true));
    Tensor logits = Tensor.randn(new Generator(1), 3, 7);
    Generator again = new Generator(5);
    for (int run = 0; run < 3; run++) {
      assertArrayEquals(
          logits.softmax(1).multinomial(again, 9, true).toLongArray(),
          compiled.run(logits).toLongArray());
    }
    assertTrue(compiled.isCompiled(logits));
    String message =
        assertThrows(JacobianException.class, () -> compiled.run(logits.mul(Double.NaN)))
            .getMessage();
    assertEquals(
        "multinomial: row 0 has the weight NaN at 0; expected finite numbers of 0 or more; fix:"
            + " take softmax of logits first",
        message);
  }

  @Test
  void permutationsHoldEachNumberOnce() {
    Generator.manualSeed(5);
    long[] usual = Tensor.randperm(1000).toLongArray();
    Generator.manualSeed(5);
    assertArrayEquals(usual, Tensor.randperm(1000).toLongArray());
    assertEquals(1000, Arrays.stream(usual).distinct().count());
    long[] drawn = Tensor.randperm(new Generator(5), 1000).toLongArray();
    assertArrayEquals(drawn, Tensor.randperm(new Generator(5), 1000).toLongArray());
    long[] sorted = drawn.clone();
    Arrays.sort(sorted);
    assertArrayEquals(Tensor.arange(1000).toLongArray(), sorted);
    assertFalse(Arrays.equals(sorted, drawn));
    assertEquals(0, Tensor.randperm(new Generator(5), 0).size());
    int[] first = new int[3];
    Generator generator = new Generator(7);
    for (int i = 0; i < 3000; i++) {
      first[(int) Tensor.randperm(generator, 3).get(0).item()]++;
    }
    // The standard deviation of each count is 26.
    for (int count : first) {
      assertEquals(1000, count, 130);
    }
  }

  @Test
  void stepsMayBeFractions() {
    // PyTorch 2.13: torch.arange(0, 1, 0.3), torch.arange(1, 0, -0.25), torch.arange(2, 2, 0.5).
    assertArrayEquals(new float[] {0, 0.3f, 0.6f, 0.9f}, Tensor.arange(0, 1, 0.3).toFloatArray());
    assertArrayEquals(
        new float[] {1, 0.75f, 0.5f, 0.25f}, Tensor.arange(1, 0, -0.25).toFloatArray());
    assertEquals(Shape.of(0), Tensor.arange(2, 2, 0.5).shape());
    assertEquals(DType.INT64, Tensor.arange(0, 4, 2).dtype());
    for (double step : new double[] {0, -0.5, Double.NaN}) {
      assertEquals(
          "arange: from 0.0 to 1.0 in steps of "
              + step
              + "; expected a step other than 0 that leads from the start towards the end",
          assertThrows(ShapeException.class, () -> Tensor.arange(0, 1, step)).getMessage());
    }
  }

  @Test
  void twoNumbersCanBeChosenFrom() {
    Tensor mask = Tensor.of(new boolean[] {true, false, true, false}, 2, 2);
    Tensor chosen = mask.where(2.5, -1);
    assertEquals(DType.FLOAT32, chosen.dtype());
    assertEquals(Shape.of(2, 2), chosen.shape());
    assertArrayEquals(new float[] {2.5f, -1, 2.5f, -1}, chosen.toFloatArray());
  }
}
