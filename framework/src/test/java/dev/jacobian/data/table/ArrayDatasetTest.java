package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.table.ArrayDataset.Options;
import dev.jacobian.data.table.ArrayDataset.Part;
import dev.jacobian.logs.LogRecord;
import dev.jacobian.logs.Logs;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArrayDatasetTest {
  private static final Options NUMBERS = Options.defaults();
  private static final Options CLASSES = NUMBERS.withClassTarget();

  private static Part part(String name, Tensor values) {
    return new Part(name, values);
  }

  private static Part x(Tensor values) {
    return part("x.npy", values);
  }

  private static Part y(Tensor values) {
    return part("y.npy", values);
  }

  private static Batch all(Dataset rows) {
    return rows.gather(LongStream.range(0, rows.size()).toArray());
  }

  private static String errorOf(Part inputs, Part targets, Options options) {
    return assertThrows(DataException.class, () -> ArrayDataset.of(inputs, targets, options))
        .getMessage();
  }

  @Test
  void axesAfterTheFirstBecomeOne() {
    Tensor images = Tensor.arange(0, 12).to(DType.INT32).reshape(2, 3, 2);
    ArrayDataset rows = ArrayDataset.of(x(images), y(Tensor.of(new float[] {1, 2})), NUMBERS);
    assertEquals(2, rows.size());
    assertEquals(Shape.of(2, 6), rows.inputSpec().shape());
    assertEquals(Shape.of(2, 1), rows.targetSpec().shape());
    assertEquals(List.of("x0", "x1", "x2", "x3", "x4", "x5"), rows.featureNames());
    assertEquals(List.of("y"), rows.targetNames());
    assertEquals(List.of(), rows.classNames());
    assertEquals(0, rows.dropped().total());
    float[] expected = new float[12];
    for (int i = 0; i < 12; i++) {
      expected[i] = i;
    }
    assertArrayEquals(expected, all(rows).inputs().toFloatArray());
    assertArrayEquals(new float[] {1, 2}, all(rows).targets().toFloatArray());
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void anyDtypeIsTaken(DType dtype) {
    Tensor values = Tensor.of(new float[] {0, 1, 1}).to(dtype);
    ArrayDataset numbers = ArrayDataset.of(x(values), y(values), NUMBERS);
    assertEquals(DType.FLOAT32, numbers.inputSpec().dtype());
    assertArrayEquals(new float[] {0, 1, 1}, all(numbers).inputs().toFloatArray());
    assertArrayEquals(new float[] {0, 1, 1}, all(numbers).targets().toFloatArray());
    ArrayDataset classes = ArrayDataset.of(x(values), y(values), CLASSES);
    assertEquals(List.of("0", "1"), classes.classNames());
    assertArrayEquals(new long[] {0, 1, 1}, all(classes).targets().toLongArray());
  }

  @Test
  void severalTargetsHaveNumbers() {
    Tensor values = Tensor.of(new float[][] {{1, 2}, {3, 4}});
    ArrayDataset rows = ArrayDataset.of(x(values), y(values), NUMBERS);
    assertEquals(List.of("y0", "y1"), rows.targetNames());
    assertEquals(Shape.of(2, 2), rows.targetSpec().shape());
  }

  @Test
  void classesAreSortedByValueOrGiven() {
    Tensor labels = Tensor.of(new long[] {10, -1, 9, 10}, 4, 1);
    Tensor inputs = Tensor.zeros(4, 1);
    ArrayDataset sorted = ArrayDataset.of(x(inputs), y(labels), CLASSES);
    assertEquals(List.of("-1", "9", "10"), sorted.classNames());
    assertArrayEquals(new long[] {2, 0, 1, 2}, all(sorted).targets().toLongArray());
    ArrayDataset given =
        ArrayDataset.of(
            x(inputs), y(labels), CLASSES.withClassNames(List.of("10", "7", "9", "-1")));
    assertArrayEquals(new long[] {0, 3, 2, 0}, all(given).targets().toLongArray());
  }

  @Test
  void largeWholeNumbersAndFloat64KeepTheirDigitsInFloat64() {
    Tensor ids = Tensor.of(new long[] {(1L << 53) - 1, 1_099_511_627_777L, -1_700_000_000_001L});
    Tensor balances = Tensor.of(new double[] {1_000_000_000.01, 1_000_000_000.02, -0.1});
    ArrayDataset rows = ArrayDataset.of(x(ids), y(balances), NUMBERS.withDtype(DType.FLOAT64));
    assertEquals(DType.FLOAT64, rows.inputSpec().dtype());
    assertArrayEquals(
        new double[] {9007199254740991.0, 1099511627777.0, -1700000000001.0},
        all(rows).inputs().toDoubleArray());
    assertArrayEquals(balances.toDoubleArray(), all(rows).targets().toDoubleArray());
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Tensor two = Tensor.zeros(2, 3);
    assertEquals(
        "y.npy: 3 rows, but x.npy has 2; expected a target for each row of features",
        errorOf(x(two), y(Tensor.zeros(3)), NUMBERS));
    assertEquals(
        "y.npy: classes of shape [2, 3]; expected [n] or [n, 1], a whole number for each row; fix:"
            + " turn one-hot rows into numbers, with numpy: y.argmax(1)",
        errorOf(x(two), y(two), CLASSES));
    assertEquals(
        "y.npy: row 1 has the class 0.5; expected whole numbers",
        errorOf(x(two), y(Tensor.of(new float[] {1, 0.5f})), CLASSES));
    assertEquals(
        "y.npy: row 0 has the class NaN; expected whole numbers",
        errorOf(x(two), y(Tensor.of(new double[] {Double.NaN, 1})), CLASSES));
    assertEquals(
        "y.npy: row 1 has the class 5; expected one of [0, 1]",
        errorOf(
            x(two), y(Tensor.of(new long[] {0, 5})), CLASSES.withClassNames(List.of("0", "1"))));
    String named =
        errorOf(x(two), y(Tensor.of(new long[] {0, 5})), CLASSES.withClassNames(List.of("fig")));
    assertTrue(
        named.startsWith("y.npy: the classes are called [fig]; expected whole numbers"), named);
    assertEquals(
        "x.npy: row 1, value 2 is NaN; expected finite numbers that float32 holds",
        errorOf(x(Tensor.of(new float[][] {{1, 2, 3}, {4, 5, Float.NaN}})), y(two), NUMBERS));
    assertEquals(
        "y.npy: row 0, value 0 is 1.0E40; expected finite numbers that float32 holds",
        errorOf(x(two), y(Tensor.of(new double[] {1e40, 2})), NUMBERS));
    assertEquals(
        "x.npy: the shape is []; expected [n, ...] with at least one row",
        assertThrows(DataException.class, () -> x(Tensor.of(2.5f).reshape())).getMessage());
    assertThrows(DataException.class, () -> x(Tensor.zeros(0, 3)));
    assertEquals(
        "numbers of dtype int32; expected float32 or float64",
        assertThrows(DataException.class, () -> NUMBERS.withDtype(DType.INT32)).getMessage());
  }

  @Test
  void largeFiniteNumbersWhoseSumIsNotFiniteAreTaken() {
    Tensor large = Tensor.of(new float[] {3e38f, 3e38f});
    assertEquals(2, ArrayDataset.of(x(large), y(large), NUMBERS).size());
  }

  @Test
  void wholeNumbersThatFloat64RoundsAreSaid() {
    long two53 = 1L << 53;
    Options wide = NUMBERS.withDtype(DType.FLOAT64);
    try (Logs logs = Logs.collect()) {
      ArrayDataset.of(
          x(Tensor.of(new long[] {two53, -two53, 1L << 60, two53 + 2, Long.MIN_VALUE, 0}, 3, 2)),
          y(Tensor.of(new long[] {1, 2, 3})),
          wide);
      assertEquals(List.of(), logs.of(ArrayDataset.class));
      ArrayDataset.of(
          x(Tensor.of(new long[] {0, 1, 2, two53 + 1, two53 + 3, 5}, 3, 2)),
          y(Tensor.of(new long[] {1, 2, Long.MAX_VALUE})),
          wide);
      String fix =
          ": numbers from 2^53 on are rounded to float64; fix: subtract the smallest, or leave a"
              + " column of ids out";
      assertEquals(
          List.of(
              "x.npy: row 1, value 1 is 9007199254740993, which becomes 9007199254740992" + fix,
              "y.npy: row 2, value 0 is 9223372036854775807, which becomes 9223372036854775808"
                  + fix),
          logs.of(ArrayDataset.class).stream().map(LogRecord::text).toList());
    }
  }
}
