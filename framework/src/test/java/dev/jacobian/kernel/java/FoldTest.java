package dev.jacobian.kernel.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.DType;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The printed loops of each reduction and type against loops over one element after the other. */
class FoldTest {
  private static final KernelCompiler COMPILER = new KernelCompiler(new JaninoCompiler(), 1);
  private static final int FROM = 3;
  private static final int AT = 2;

  private static Stream<FoldForm> forms() {
    return FoldForm.all().stream();
  }

  private static Object array(DType dtype, int length) {
    return switch (dtype) {
      case FLOAT32 -> new float[length];
      case FLOAT64 -> new double[length];
      default -> new long[length];
    };
  }

  private static double get(Object array, int index) {
    return array instanceof long[] longs ? longs[index] : Array.getDouble(array, index);
  }

  private static void set(Object array, int index, double value) {
    if (array instanceof float[] floats) {
      floats[index] = (float) value;
    } else if (array instanceof double[] doubles) {
      doubles[index] = value;
    } else {
      ((long[]) array)[index] = (long) value;
    }
  }

  /** Returns small whole numbers, so that every order and type has the same results. */
  private static Object elements(FoldForm form, int length, Random random) {
    Object elements = array(form.element(), length);
    for (int i = 0; i < length; i++) {
      boolean isFactor = form.reduction() == Reducer.PRODUCT;
      set(elements, i, isFactor ? random.nextInt(20) == 0 ? 2 : -1 : random.nextInt(200) - 100);
    }
    return elements;
  }

  private static double plain(
      FoldForm form, double start, Object elements, int from, int... steps) {
    double result = start;
    for (int i = 0, at = from; i < steps[0]; i++, at += steps[1]) {
      result = form.reduction().function().apply(result, get(elements, at));
    }
    return result;
  }

  @ParameterizedTest
  @MethodSource("forms")
  void runsHaveATotalEach(FoldForm form) {
    FoldBody body = COMPILER.fold(form.reduction(), form.element()).body();
    Random random = new Random(1);
    for (int length : new int[] {1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 63, 100}) {
      int runs = 3;
      Object elements = elements(form, FROM + runs * length, random);
      Object totals = array(form.total(), AT + runs);
      for (int i = 0; i < AT + runs; i++) {
        set(totals, i, 55);
      }
      body.foldRuns(elements, FROM, length, runs, totals, AT);
      double neutral = form.reduction().neutral();
      for (int run = 0; run < runs; run++) {
        double expected = plain(form, neutral, elements, FROM + run * length, length, 1);
        assertEquals(expected, get(totals, AT + run), form + " of " + length);
        set(totals, AT + run, -7);
      }
      body.addRuns(elements, FROM, length, runs, totals, AT);
      for (int run = 0; run < runs; run++) {
        double expected = plain(form, -7, elements, FROM + run * length, length, 1);
        assertEquals(expected, get(totals, AT + run), form + " of " + length);
      }
      assertEquals(55, get(totals, AT - 1));
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void rowsAreCombinedWithTotalsInAnyPlace(FoldForm form) {
    FoldBody body = COMPILER.fold(form.reduction(), form.element()).body();
    Random random = new Random(2);
    for (int from : new int[] {0, FROM}) {
      for (int column : new int[] {0, AT}) {
        for (int rows = 1; rows < 10; rows++) {
          int width = 5;
          Object elements = elements(form, from + rows * width, random);
          Object totals = array(form.total(), column + width);
          for (int i = 0; i < width; i++) {
            set(totals, column + i, i + 3);
          }
          body.addRows(elements, from, rows, width, totals, column);
          for (int i = 0; i < width; i++) {
            double expected = plain(form, i + 3, elements, from + i, rows, width);
            assertEquals(expected, get(totals, column + i), form + " of " + rows + " rows");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void scansLeaveEachTotalInItsPlace(FoldForm form) {
    FoldBody body = COMPILER.fold(form.reduction(), form.element()).body();
    for (int step : new int[] {1, -1}) {
      int count = 9;
      Object elements = elements(form, count, new Random(3));
      Object before = elements(form, count, new Random(3));
      Object total = array(form.total(), 1);
      set(total, 0, 4);
      int first = step > 0 ? 0 : count - 1;
      body.scanRun(elements, first, step, count, total);
      for (int i = 0; i < count; i++) {
        double expected = plain(form, 4, before, first, i + 1, step);
        assertEquals(expected, get(elements, first + i * step), form + " at " + i);
      }
      assertEquals(plain(form, 4, before, first, count, step), get(total, 0));
    }
    Object row = elements(form, 6, new Random(4));
    Object other = elements(form, 6, new Random(5));
    Object totals = array(form.total(), 6);
    System.arraycopy(
        elements(new FoldForm(form.reduction(), form.total()), 6, new Random(6)), 0, totals, 0, 6);
    Object combined = elements(form, 6, new Random(4));
    body.combine(combined, other, 6);
    double[] expected = new double[6];
    for (int i = 0; i < 6; i++) {
      expected[i] = form.reduction().function().apply(get(totals, i), get(row, i));
      assertEquals(form.reduction().function().apply(get(row, i), get(other, i)), get(combined, i));
    }
    body.scanRow(row, 6, totals);
    for (int i = 0; i < 6; i++) {
      assertEquals(expected[i], get(totals, i));
      assertEquals(expected[i], get(row, i));
    }
  }

  @Test
  void sumsOfFloatsHaveTheOrderThatIsDocumented() {
    // Below 64 elements there is one strand, whatever is left over.
    for (int n : new int[] {1, 3, 5, 37, 63, 64, 67, 150}) {
      Random random = new Random(n);
      float[] x = new float[n];
      for (int i = 0; i < n; i++) {
        x[i] = (float) random.nextGaussian();
      }
      int terms = n / 4;
      int strands = n < 64 ? 1 : 16;
      double[] sums = new double[strands];
      for (int i = 0; i < terms; i++) {
        float term = (x[i] + x[i + terms]) + (x[i + 2 * terms] + x[i + 3 * terms]);
        sums[i < terms / strands * strands ? i % strands : 0] += term;
      }
      for (int i = 4 * terms; i < n; i++) {
        sums[0] += x[i];
      }
      for (int left = strands / 2; left > 0; left /= 2) {
        for (int k = 0; k < left; k++) {
          sums[k] += sums[k + left];
        }
      }
      double[] total = new double[1];
      COMPILER.fold(Reducer.SUM, DType.FLOAT32).body().foldRuns(x, 0, n, 1, total, 0);
      assertEquals(sums[0], total[0], n + " elements");
    }
  }

  @Test
  void extremesKnowNanAndTheSignOfZero() {
    for (Reducer reduction : List.of(Reducer.MAX, Reducer.MIN)) {
      FoldBody body = COMPILER.fold(reduction, DType.FLOAT64).body();
      double[] total = new double[1];
      for (double[] run : new double[][] {{-0.0, 0.0}, {0.0, -0.0}}) {
        body.foldRuns(run, 0, 2, 1, total, 0);
        double expected = reduction == Reducer.MAX ? 0.0 : -0.0;
        assertEquals(expected, total[0]);
      }
      double[] withNan = new double[40];
      withNan[23] = Double.NaN;
      body.foldRuns(withNan, 0, 40, 1, total, 0);
      assertTrue(Double.isNaN(total[0]), reduction + " " + total[0]);
    }
  }

  @Test
  void typesThatLieInTheSameArraysShareTheirLoops() {
    FoldLoops longs = COMPILER.fold(Reducer.SUM, DType.INT64);
    assertSame(longs, COMPILER.fold(Reducer.SUM, DType.INT32));
    assertSame(longs, COMPILER.fold(Reducer.SUM, DType.BOOL));
  }
}
