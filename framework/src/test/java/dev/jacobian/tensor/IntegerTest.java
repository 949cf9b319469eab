package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.compile.Ways;
import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Integers keep their values, or an error says why not; in every way of computing. */
@NeedsCompiler
class IntegerTest {
  private static final int LARGEST = Integer.MAX_VALUE;

  /** Whether the module of ND4J's adapter runs these tests; libnd4j adds in float32. */
  private static final boolean IS_ND4J =
      "nd4j".equals(System.getProperty(Backends.ADAPTER_PROPERTY));

  private static List<Object> run(Ways way, WayFunction function, Tensor... inputs) {
    try (MemoryScope scope = MemoryScope.open()) {
      return way.run(function::apply, inputs).stream().map(IntegerTest::elements).toList();
    }
  }

  private interface WayFunction {
    List<Tensor> apply(Tensor... inputs);
  }

  private static Object elements(Tensor tensor) {
    return switch (tensor.dtype()) {
      case FLOAT32 -> tensor.toFloatArray();
      case FLOAT64 -> tensor.toDoubleArray();
      case INT32 -> tensor.toIntArray();
      case INT64 -> tensor.toLongArray();
      case BOOL -> tensor.toBooleanArray();
    };
  }

  @ParameterizedTest
  @EnumSource(Ways.class)
  void sumsOfInt32AreInt64(Ways way) {
    Tensor x = Tensor.of(new int[] {LARGEST, 1, -LARGEST - 1, -1, LARGEST, LARGEST}, 3, 2);
    List<Object> sums =
        run(
            way,
            t ->
                List.of(
                    t[0].sum(),
                    t[0].sum(false, 0),
                    t[0].sum(false, 1),
                    t[0].sum(true, 1, 0),
                    t[0].add(t[0]).sum(),
                    t[0].eq(LARGEST).to(DType.INT32).sum(),
                    t[0].slice(0, 0, 1).sum(false, 0)),
            x);
    assertArrayEquals(new long[] {2L * LARGEST - 1}, (long[]) sums.get(0));
    assertArrayEquals(new long[] {LARGEST - 1L, LARGEST}, (long[]) sums.get(1));
    assertArrayEquals(new long[] {1L << 31, -(1L << 31) - 1, 2L * LARGEST}, (long[]) sums.get(2));
    assertArrayEquals(new long[] {2L * LARGEST - 1}, (long[]) sums.get(3));
    // The elements have wrapped around before: -2, 2, 0, -2, -2, -2.
    assertArrayEquals(new long[] {-6}, (long[]) sums.get(4));
    assertArrayEquals(new long[] {3}, (long[]) sums.get(5));
    assertArrayEquals(new long[] {LARGEST, 1}, (long[]) sums.get(6));
    assertEquals(2147483648.0, Tensor.of(new int[] {LARGEST, 1}).sum().item());
  }

  @ParameterizedTest
  @EnumSource(Ways.class)
  void castsSaturateAsJavas(Ways way) {
    float[] numbers = {
      Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3e9f, -3e9f, Float.NaN, 2.9f, -2.9f, 1e19f
    };
    List<Object> casts =
        run(
            way,
            t ->
                List.of(
                    t[0].to(DType.INT32),
                    t[0].mul(1).to(DType.INT64),
                    t[0].to(DType.FLOAT64).mul(2).to(DType.INT32),
                    t[0].to(DType.INT32).add(0)),
            Tensor.of(numbers));
    int[] ints = new int[numbers.length];
    long[] longs = new long[numbers.length];
    int[] twice = new int[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      ints[i] = (int) numbers[i];
      longs[i] = (long) numbers[i];
      twice[i] = (int) (2.0 * numbers[i]);
    }
    assertArrayEquals(ints, (int[]) casts.get(0));
    assertArrayEquals(longs, (long[]) casts.get(1));
    assertArrayEquals(twice, (int[]) casts.get(2));
    assertArrayEquals(ints, (int[]) casts.get(3));
  }

  @Test
  void aChangeInPlaceSaturatesToo() {
    Tensor x = Tensor.of(new int[2]);
    x.copyInPlace(Tensor.of(new double[] {1e300, Double.NaN}));
    assertArrayEquals(new int[] {LARGEST, 0}, x.toIntArray());
  }

  @ParameterizedTest
  @EnumSource(Ways.class)
  void divisionRoundsDown(Ways way) {
    Tensor a = Tensor.of(new long[] {7, -7, 7, -7, 6, 0, Long.MAX_VALUE, Long.MIN_VALUE});
    Tensor b = Tensor.of(new long[] {2, 2, -2, -2, 3, 5, 3, 7});
    List<Object> results =
        run(
            way,
            t ->
                List.of(
                    t[0].floorDiv(t[1]),
                    t[0].remainder(t[1]),
                    t[0].floorDiv(-3),
                    t[0].remainder(-3),
                    t[0].floorDiv(t[1]).mul(t[1]).add(t[0].remainder(t[1]))),
            a,
            b);
    long[] dividends = a.toLongArray();
    for (int i = 0; i < dividends.length; i++) {
      long divisor = b.toLongArray()[i];
      assertEquals(Math.floorDiv(dividends[i], divisor), ((long[]) results.get(0))[i]);
      assertEquals(Math.floorMod(dividends[i], divisor), ((long[]) results.get(1))[i]);
      assertEquals(Math.floorDiv(dividends[i], -3L), ((long[]) results.get(2))[i]);
      assertEquals(Math.floorMod(dividends[i], -3L), ((long[]) results.get(3))[i]);
    }
    assertArrayEquals(dividends, (long[]) results.get(4));
  }

  @ParameterizedTest
  @EnumSource(Ways.class)
  void powersAreExact(Ways way) {
    List<Object> powers =
        run(
            way,
            t -> List.of(t[0].pow(3), t[0].pow(2), t[0].pow(t[0]), t[1].pow(20)),
            Tensor.of(new long[] {-3, 2_000_001, 1, 15}),
            Tensor.of(new int[] {2, -1, 3, 0}));
    assertArrayEquals(new long[] {-27, 8000012000006000001L, 1, 3375}, (long[]) powers.get(0));
    assertArrayEquals(new long[] {9, 4000004000001L, 1, 225}, (long[]) powers.get(1));
    assertEquals(437893890380859375L, ((long[]) powers.get(2))[3]);
    assertArrayEquals(new int[] {1048576, 1, (int) 3486784401L, 0}, (int[]) powers.get(3));
    assertThrows(DTypeException.class, () -> Tensor.arange(3).pow(-1));
    assertEquals(0.5, Tensor.of(2f).pow(-1).item());
  }

  @Test
  void anInt64ThatDoubleDoesNotHoldIsNoItem() {
    assertEquals(0x1p60, Tensor.of(new long[] {1L << 60}).item());
    assertEquals(-0x1p63, Tensor.of(new long[] {Long.MIN_VALUE}).item());
    for (long value : new long[] {(1L << 53) + 1, Long.MAX_VALUE, -(1L << 60) - 7}) {
      assertEquals(
          "item: the int64 "
              + value
              + " is none of the numbers of double; expected one up to 2^53; fix: read it with"
              + " toLongArray()[0]",
          assertThrows(DTypeException.class, () -> Tensor.of(new long[] {value}).item())
              .getMessage());
    }
  }

  @Test
  void aShareOfRowsIsNoZero() {
    Tensor correct = Tensor.of(new long[] {1, 2, 3}).eq(Tensor.of(new long[] {1, 2, 0}));
    Tensor count = correct.to(DType.INT64).sum();
    DTypeException error = assertThrows(DTypeException.class, () -> count.div(3));
    assertTrue(error.getMessage().contains("floorDiv"), error.getMessage());
    assertEquals(2.0 / 3, count.to(DType.FLOAT64).div(3).item());
  }

  @Test
  void numbersThatAnIntegerTensorCannotHoldAreErrors() {
    Tensor ints = Tensor.of(new int[] {1, 2});
    Tensor longs = Tensor.arange(2);
    List<Runnable> calls =
        List.of(
            () -> ints.add(3e9),
            () -> ints.mul(0.5),
            () -> ints.sub(-3e9),
            () -> ints.eq(1e10),
            () -> ints.maximum(Tensor.arange(2)),
            () -> ints.clamp(0.5, 1),
            () -> ints.clamp(0, Double.POSITIVE_INFINITY),
            () -> ints.mul(Double.NaN),
            () -> ints.fillInPlace(0x1p31),
            () -> ints.mulInPlace(() -> 1.5),
            () -> longs.add(0x1p54),
            () -> longs.mul(() -> 0.1));
    for (int i = 0; i < calls.size(); i++) {
      assertThrows(DTypeException.class, calls.get(i)::run, "call " + i);
    }
    assertArrayEquals(new int[] {1, 2}, ints.toIntArray());
  }

  /** PyTorch gives 987; exact is 1000. */
  @ParameterizedTest
  @EnumSource(Ways.class)
  void sumsThatCancelKeepWhatIsLeft(Ways way) {
    float[] numbers = new float[1002];
    Arrays.fill(numbers, 1);
    numbers[0] = 1e8f;
    numbers[1001] = -1e8f;
    List<Object> sums =
        run(way, t -> List.of(t[0].sum(), t[0].to(DType.FLOAT64).sum()), Tensor.of(numbers));
    float sum = ((float[]) sums.get(0))[0];
    if (!IS_ND4J) {
      assertTrue(sum >= 997 && sum <= 1000, "sum " + sum);
    } else {
      assertEquals(1000, sum, 64);
    }
    assertEquals(1000, ((double[]) sums.get(1))[0]);
  }

  @Test
  void aSumOfTwentyMillionTenthsIsRight() {
    try (MemoryScope scope = MemoryScope.open()) {
      float[] tenths = new float[20_000_000];
      Arrays.fill(tenths, 0.1f);
      assertEquals(0.1f * 2e7, Tensor.of(tenths).sum().item(), IS_ND4J ? 10 : 0.3);
    }
    // Other tests count what the pool keeps.
    Device.cpu().backend().memory().trim();
  }
}
