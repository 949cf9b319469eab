package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels that read and store through maps, scan, search, scatter, or read their reductions. */
abstract class MapKit extends KernelKit {
  private static final double[] NO_PARAMETERS = {};
  private static final DType F = DType.FLOAT32;
  private static final Expr X = new Expr.Input(0, F);

  private static Expr binary(BinaryFunction function, Expr left, Expr right) {
    return new Expr.Binary(function, left, right);
  }

  private static Expr doubled(Expr x) {
    return binary(BinaryFunction.ADD, x, x);
  }

  /** Returns what a kernel makes of its inputs. */
  private Values[] run(Kernel kernel, Values[] targets, Values... inputs) {
    Operand[] operands = Arrays.stream(inputs).map(this::put).toArray(Operand[]::new);
    Operand[] outputs = Arrays.stream(targets).map(this::put).toArray(Operand[]::new);
    backend().prepare(kernel).run(operands, NO_PARAMETERS, outputs);
    for (int i = 0; i < inputs.length; i++) {
      inputs[i].assertSame(get(operands[i]), "input " + i);
    }
    return Arrays.stream(outputs).map(this::get).toArray(Values[]::new);
  }

  /** Checks a kernel of one output. */
  private void check(Kernel kernel, Values target, Values expected, Values... inputs) {
    Values[] results = run(kernel, new Values[] {target}, inputs);
    expected.assertClose(results[0], looseTolerance(expected.dtype()), kernel.toString());
  }

  private static Values zeros(DType dtype, Shape shape) {
    return Values.generate(dtype, shape, i -> 0);
  }

  private static Values floats(Shape shape, IntToDoubleFunction element) {
    return Values.generate(F, shape, element);
  }

  private static Kernel reading(Shape space, Load load, Expr value) {
    return new Kernel(space, List.of(load), List.of(Output.stored(value, space)));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void elementsInAnyOrder(DType dtype) {
    int rows = 70;
    int columns = 45;
    Values x = Values.random(dtype, Shape.of(rows, columns), 1);
    Expr value = new Expr.Input(0, dtype);
    Shape turned = Shape.of(columns, rows);
    check(
        reading(turned, new Load(dtype, IndexMap.of(0, 1, columns)), value),
        zeros(dtype, turned),
        Values.generate(dtype, turned, i -> x.data()[i % rows * columns + i / rows]),
        x);
    Shape part = Shape.of(rows / 2, 5);
    check(
        reading(part, new Load(dtype, IndexMap.of(columns + 40, 2 * columns, -7)), value),
        zeros(dtype, part),
        Values.generate(dtype, part, i -> x.data()[(i / 5 * 2 + 1) * columns + 40 - i % 5 * 7]),
        x);
    Shape windows = Shape.of(rows, columns - 3, 4);
    check(
        reading(windows, new Load(dtype, IndexMap.of(0, columns, 1, 1)), value),
        zeros(dtype, windows),
        Values.generate(dtype, windows, i -> x.data()[i / (4 * 42) * columns + i / 4 % 42 + i % 4]),
        x);
  }

  /** As where a query sees all keys before it, or all behind it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, -1, -2})
  void aBoundWithoutEnd(long step) {
    int width = 40;
    long start = step < 0 ? 15 : -45;
    Shape space = Shape.of(30, width);
    Values x = floats(space, i -> i + 1);
    Bound bound = new Bound(start, List.of(1L, step), Long.MAX_VALUE);
    check(
        reading(space, new Load(F, IndexMap.rowMajor(space).within(bound, -3)), X),
        zeros(F, space),
        floats(space, i -> start + i / width + step * (i % width) >= 0 ? i + 1 : -3),
        x);
  }

  /** One element for all of a row, the next one for the next row. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64", "INT32", "INT64"})
  void oneElementForEachRow(DType dtype) {
    Expr difference =
        binary(BinaryFunction.SUB, new Expr.Input(0, dtype), new Expr.Input(1, dtype));
    for (Shape space :
        List.of(Shape.of(1, 64), Shape.of(70, 33), Shape.of(40, 64), Shape.of(37, 1000))) {
      for (long step : new long[] {1, 5, -3, 0}) {
        long offset = step < 0 ? -step * space.dim(0) : 2;
        Load row = new Load(dtype, IndexMap.of(offset, step, 0));
        Load each = new Load(dtype, IndexMap.rowMajor(space));
        Output sums = Output.reduced(difference, Reducer.SUM, List.of(1));
        Output stored = Output.stored(difference, space);
        Values x = Values.generate(dtype, space, i -> i % 7 - 3);
        Values rows = Values.generate(dtype, Shape.of(offset + 5 * space.dim(0) + 1), i -> i % 11);
        checkExactly(new Kernel(space, List.of(each, row), List.of(stored, sums)), x, rows);
        Shape parts = Shape.of(2, space.dim(0), space.dim(1));
        Values twice = Values.generate(dtype, parts, i -> i % 5 - 2);
        checkExactly(
            new Kernel(
                parts,
                List.of(
                    new Load(dtype, IndexMap.rowMajor(parts)),
                    new Load(dtype, IndexMap.of(offset, 1, step, 0))),
                List.of(Output.stored(difference, parts))),
            twice,
            rows);
      }
    }
  }

  /** Rows of neighbours, or of every second element, with gaps between the rows and without. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void runsOfElementsThatAreEquallyFar(DType dtype) {
    Expr value = new Expr.Input(0, dtype);
    for (Shape space :
        List.of(Shape.of(3), Shape.of(40_000), Shape.of(37, 1000), Shape.of(5, 8, 30))) {
      int last = space.rank() - 1;
      for (long stride : new long[] {1, 2}) {
        for (long gap : new long[] {0, 3}) {
          long[] strides = new long[space.rank()];
          strides[last] = stride;
          for (int axis = last - 1; axis >= 0; axis--) {
            strides[axis] = strides[axis + 1] * space.dim(axis + 1) + gap;
          }
          long reach = strides[0] * space.dim(0) + 1;
          Values x = Values.generate(dtype, Shape.of(reach), i -> i % 5 - 2);
          Load load = new Load(dtype, IndexMap.of(1, strides));
          checkExactly(reading(space, load, value), x);
          if (dtype != DType.BOOL) {
            checkExactly(reading(space, load, doubled(value)), x);
            Output sums = Output.reduced(value, Reducer.SUM, List.of(last));
            Output largest = Output.reduced(doubled(value), Reducer.MAX, List.of(0));
            Output stored = Output.stored(doubled(value), space);
            checkExactly(new Kernel(space, List.of(load), List.of(sums)), x);
            checkExactly(new Kernel(space, List.of(load), List.of(stored, sums, largest)), x);
          }
        }
      }
    }
  }

  /** Checks a kernel of whole numbers against what it means. */
  private void checkExactly(Kernel kernel, Values... inputs) {
    List<Values> targets =
        kernel.outputs().stream()
            .map(output -> zeros(output.dtype(), output.shape(kernel.space())))
            .toList();
    RandomKernels.Sample sample =
        new RandomKernels.Sample(kernel, List.of(inputs), targets, NO_PARAMETERS);
    Values[] results = run(kernel, targets.toArray(Values[]::new), inputs);
    List<Values> expected = KernelReference.run(sample);
    for (int i = 0; i < results.length; i++) {
      expected.get(i).assertSame(results[i], "output " + i + " of " + kernel);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void fillWhereThereIsNoElement(DType dtype) {
    int size = 50;
    Values x = Values.random(dtype, Shape.of(30, size), 2);
    Expr value = new Expr.Input(0, dtype);
    double fill = dtype == DType.BOOL ? 1 : 7;
    for (long step : new long[] {1, -1}) {
      Shape padded = Shape.of(30, size + 9);
      long first = step == 1 ? -4 : size + 3;
      IndexMap map =
          IndexMap.of(first, size, step).within(new Bound(first, List.of(0L, step), size), fill);
      check(
          reading(padded, new Load(dtype, map), value),
          zeros(dtype, padded),
          Values.generate(
              dtype,
              padded,
              i -> {
                long at = first + step * (i % (size + 9));
                return at < 0 || at >= size ? fill : x.data()[(int) (i / (size + 9) * size + at)];
              }),
          x);
    }
    // Windows of 3 with a step of 2 that hang over on both sides.
    int windows = size / 2;
    Shape space = Shape.of(30, windows, 3);
    Bound inside = new Bound(-1, List.of(0L, 2L, 1L), size);
    IndexMap map = IndexMap.of(-1, size, 2, 1).within(inside, fill);
    check(
        reading(space, new Load(dtype, map), value),
        zeros(dtype, space),
        Values.generate(
            dtype,
            space,
            i -> {
              int at = i / 3 % windows * 2 + i % 3 - 1;
              return at < 0 || at >= size ? fill : x.data()[i / 3 / windows * size + at];
            }),
        x);
  }

  @Test
  void aWindowsMaximumIsAKernel() {
    int size = 40_000;
    Values x = Values.random(F, Shape.of(size), 3);
    Shape space = Shape.of(size / 2, 4);
    Bound inside = new Bound(-1, List.of(2L, 1L), size);
    IndexMap map = IndexMap.of(-1, 2, 1).within(inside, Double.NEGATIVE_INFINITY);
    Kernel pool =
        new Kernel(
            space, List.of(new Load(F, map)), List.of(Output.reduced(X, Reducer.MAX, List.of(1))));
    Shape result = Shape.of(size / 2, 1);
    check(
        pool,
        zeros(F, result),
        floats(
            result,
            i -> {
              double most = Double.NEGATIVE_INFINITY;
              for (int at = 2 * i - 1; at < 2 * i + 3; at++) {
                most = at < 0 || at >= size ? most : Math.max(most, x.data()[at]);
              }
              return most;
            }),
        x);
  }

  @Test
  void storedInAnyOrder() {
    Shape space = Shape.of(60, 45);
    Values x = Values.random(F, space, 4);
    Kernel turned =
        new Kernel(
            space,
            List.of(Load.of(F, space, space)),
            List.of(new Output(doubled(X), new Store.Map(IndexMap.of(0, 1, 60)))));
    check(
        turned,
        zeros(F, Shape.of(45, 60)),
        floats(Shape.of(45, 60), i -> 2 * x.data()[i % 60 * 45 + i / 60]),
        x);
    Shape spread = Shape.of(60, 100);
    IndexMap map = IndexMap.of(101, -2, 2).within(new Bound(-3, List.of(0L, 1L), 40), 0);
    // A part of each second element, backwards along rows; others stay.
    IndexMap rows = IndexMap.of(59 * 100 + 3, -100, 2).within(map.bounds().get(0), 0);
    Kernel part =
        new Kernel(
            space, List.of(Load.of(F, space, space)), List.of(new Output(X, new Store.Map(rows))));
    check(
        part,
        floats(spread, i -> 5),
        floats(
            spread,
            i -> {
              int column = i % 100 - 3;
              boolean isHit = column >= 6 && column % 2 == 0 && column / 2 < 43;
              return isHit ? x.data()[(59 - i / 100) * 45 + column / 2] : 5;
            }),
        x);
  }

  @Test
  void entriesAndElementsByIndex() {
    Values x = Values.random(F, Shape.of(20, 33), 5);
    Values rows = Values.generate(DType.INT64, Shape.of(50), i -> i * 7 % 20);
    Shape space = Shape.of(50, 33);
    Load indices = new Load(DType.INT64, IndexMap.of(0, 1, 0));
    Load entries = new Load(F, IndexMap.entry(space, 0, 20), Gather.entries(0, space, 0, 20));
    Expr picked = new Expr.Input(1, F);
    Values expected = floats(space, i -> x.data()[i / 33 * 7 % 20 * 33 + i % 33]);
    for (Expr value : List.of(picked, doubled(picked))) {
      Kernel select =
          new Kernel(space, List.of(indices, entries), List.of(Output.stored(value, space)));
      double factor = value == picked ? 1 : 2;
      check(select, zeros(F, space), floats(space, i -> factor * expected.data()[i]), rows, x);
    }
    // One element of each row.
    Shape column = Shape.of(20);
    Values labels = Values.generate(DType.INT64, column, i -> i * 5 % 33);
    Kernel chosen =
        new Kernel(
            column,
            List.of(
                new Load(DType.INT64, IndexMap.of(0, 1)),
                new Load(F, IndexMap.of(0, 33), new Gather(0, 1, 33))),
            List.of(Output.stored(picked, column)));
    check(chosen, zeros(F, column), floats(column, i -> x.data()[i * 33 + i * 5 % 33]), labels, x);
    Values wrong = Values.generate(DType.INT64, column, i -> i == 9 ? 33 : 0);
    DataException e =
        assertThrows(
            DataException.class, () -> run(chosen, new Values[] {zeros(F, column)}, wrong, x));
    assertEquals(
        "index 33 is outside an axis of size 33; expected indices from 0 to 32", e.getMessage());
  }

  @Test
  void sumsIntoElementsByIndex() {
    int rows = 300;
    Shape space = Shape.of(rows, 33);
    Values x = Values.randomPositive(F, space, 6);
    Values indices = Values.generate(DType.INT64, Shape.of(rows), i -> i * 7 % 20);
    Load index = new Load(DType.INT64, IndexMap.of(0, 1, 0));
    Load added = Load.of(F, space, space);
    Expr value = new Expr.Input(1, F);
    Store.ScatterAdd entries =
        new Store.ScatterAdd(IndexMap.entry(space, 0, 20), Gather.entries(0, space, 0, 20));
    Shape table = Shape.of(20, 33);
    double[] sums = new double[20 * 33];
    Arrays.fill(sums, 1);
    for (int i = 0; i < rows * 33; i++) {
      sums[i / 33 * 7 % 20 * 33 + i % 33] += x.data()[i];
    }
    for (Expr each : List.of(value, doubled(value))) {
      double factor = each == value ? 1 : 2;
      Kernel kernel = new Kernel(space, List.of(index, added), List.of(new Output(each, entries)));
      check(
          kernel,
          floats(table, i -> 1),
          floats(table, i -> factor * (sums[i] - 1) + 1),
          indices,
          x);
    }
    // One element of each row of a table that lies the other way round.
    Kernel turned =
        new Kernel(
            space,
            List.of(index, added),
            List.of(
                new Output(
                    value, new Store.ScatterAdd(IndexMap.of(0, 0, 20), new Gather(0, 1, 20)))));
    check(
        turned,
        floats(Shape.of(33, 20), i -> 1),
        floats(Shape.of(33, 20), i -> sums[i % 20 * 33 + i / 20]),
        indices,
        x);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void scansAlongEachAxis(int axis) {
    Shape space = Shape.of(7, 1200, 3);
    int inner = (int) space.product(axis + 1, 3);
    int size = (int) space.dim(axis);
    for (DType dtype : List.of(F, DType.FLOAT64, DType.INT32, DType.INT64)) {
      Values x = Values.random(dtype, space, 7);
      Expr value = new Expr.Input(0, dtype);
      for (boolean isReverse : new boolean[] {false, true}) {
        for (Reducer reduction : List.of(Reducer.SUM, Reducer.MAX, Reducer.MIN)) {
          double[] expected = x.data().clone();
          double[] magnitude = new double[expected.length];
          for (int place = 0; place < expected.length; place++) {
            int i = isReverse ? expected.length - 1 - place : place;
            int before = isReverse ? i + inner : i - inner;
            boolean isFirst = i / inner % size == (isReverse ? size - 1 : 0);
            magnitude[i] = Math.abs(x.data()[i]) + (isFirst ? 0 : magnitude[before]);
            if (!isFirst) {
              double running = expected[before];
              expected[i] =
                  switch (reduction) {
                    case MAX -> Math.max(running, expected[i]);
                    case MIN -> Math.min(running, expected[i]);
                    default -> running + expected[i];
                  };
            }
          }
          Kernel kernel =
              new Kernel(
                  space,
                  List.of(Load.of(dtype, space, space)),
                  List.of(new Output(value, new Store.Scan(reduction, axis, isReverse))));
          Values wanted = Values.of(dtype, space, expected);
          Values[] results = run(kernel, new Values[] {zeros(dtype, space)}, x);
          wanted.assertClose(results[0], tolerance(dtype), magnitude, kernel.toString());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void productsAlongEachAxis(int axis) {
    Shape space = Shape.of(7, 1200, 3);
    int inner = (int) space.product(axis + 1, 3);
    int size = (int) space.dim(axis);
    for (DType dtype : List.of(F, DType.FLOAT64, DType.INT32, DType.INT64)) {
      Values random = Values.random(dtype, space, 8);
      Values x =
          Values.generate(
              dtype,
              space,
              i -> {
                double sign = random.data()[i] < 0 ? -1 : 1;
                return dtype.isFloating() ? sign + random.data()[i] / 100 : sign;
              });
      double[] expected = x.data().clone();
      for (int i = 0; i < expected.length; i++) {
        expected[i] *= i / inner % size == 0 ? 1 : expected[i - inner];
      }
      Output product =
          new Output(new Expr.Input(0, dtype), new Store.Scan(Reducer.PRODUCT, axis, false));
      Kernel kernel = new Kernel(space, List.of(Load.of(dtype, space, space)), List.of(product));
      double[] magnitude = Arrays.stream(expected).map(Math::abs).toArray();
      Values[] results = run(kernel, new Values[] {zeros(dtype, space)}, x);
      Values.of(dtype, space, expected)
          .assertClose(results[0], tolerance(dtype), magnitude, kernel.toString());
    }
  }

  @Test
  void theLargestOfComputedValues() {
    Shape space = Shape.of(40, 1500);
    Values x = Values.random(F, space, 8);
    Expr square = binary(BinaryFunction.MUL, X, X);
    for (Expr value : List.of(X, square)) {
      Kernel kernel =
          new Kernel(
              space,
              List.of(Load.of(F, space, space)),
              List.of(new Output(value, new Store.ArgMax(1)), Output.stored(value, space)));
      Values positions =
          Values.generate(
              DType.INT64,
              Shape.of(40, 1),
              row -> {
                int best = 0;
                for (int i = 1; i < 1500; i++) {
                  float most = value(value, x, row * 1500 + best);
                  best = value(value, x, row * 1500 + i) > most ? i : best;
                }
                return best;
              });
      Values[] targets = {zeros(DType.INT64, Shape.of(40, 1)), zeros(F, space)};
      Values[] results = run(kernel, targets, x);
      positions.assertSame(results[0], "positions");
      floats(space, i -> value(value, x, i)).assertSame(results[1], "values");
    }
  }

  private static float value(Expr value, Values x, int at) {
    float element = (float) x.data()[at];
    return value == X ? element : element * element;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 1000, 3000, 70_000})
  void rowsThatReadTheirReductions(int size) {
    int rows = Math.max(2, 120_000 / size);
    Shape space = Shape.of(rows, size);
    Values x = Values.random(F, space, 9);
    Expr shifted = binary(BinaryFunction.SUB, X, new Expr.Reduced(0, F));
    Expr power = new Expr.Unary(UnaryFunction.EXP, shifted);
    Expr share = binary(BinaryFunction.DIV, power, new Expr.Reduced(1, F));
    Kernel softmax =
        new Kernel(
            space,
            List.of(Load.of(F, space, space)),
            List.of(
                Output.reduced(X, Reducer.MAX, List.of(1)),
                Output.reduced(power, Reducer.SUM, List.of(1)),
                Output.stored(share, space)));
    double[] shares = new double[rows * size];
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int i = 0; i < size; i++) {
        shares[row * size + i] = Math.exp(x.data()[row * size + i]);
        sum += shares[row * size + i];
      }
      for (int i = 0; i < size; i++) {
        shares[row * size + i] /= sum;
      }
    }
    Shape column = Shape.of(rows, 1);
    Values[] targets = {zeros(F, column), zeros(F, column), zeros(F, space)};
    Values[] results = run(softmax, targets, x);
    Values.of(F, space, shares).assertClose(results[2], looseTolerance(F), "softmax");
    // In place, as a compiled step does it.
    Operand operand = put(x);
    backend()
        .prepare(softmax)
        .run(
            new Operand[] {operand},
            NO_PARAMETERS,
            new Operand[] {put(targets[0]), put(targets[1]), operand});
    Values.of(F, space, shares).assertClose(get(operand), looseTolerance(F), "in place");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 1000, 1024, 3000, 20_000})
  void rowsWithValuesOfTheirOwn(int size) {
    int rows = Math.max(2, 120_000 / size);
    Shape space = Shape.of(rows, size);
    Shape column = Shape.of(rows, 1);
    Values x = Values.random(F, space, 9);
    Values shift = Values.random(F, column, 10);
    Expr mean = binary(BinaryFunction.DIV, new Expr.Reduced(0, F), new Expr.Constant(size, F));
    Expr shifted = binary(BinaryFunction.ADD, mean, new Expr.Input(1, F));
    Expr deviation = binary(BinaryFunction.SUB, X, new Expr.Reduced(1, F));
    Expr square = binary(BinaryFunction.MUL, deviation, deviation);
    Expr least = binary(BinaryFunction.ADD, new Expr.Reduced(2, F), new Expr.Constant(1, F));
    Expr scale = new Expr.Unary(UnaryFunction.SQRT, least);
    Expr stored = binary(BinaryFunction.DIV, deviation, new Expr.Reduced(3, F));
    List<Integer> row = List.of(1);
    Kernel kernel =
        new Kernel(
            space,
            List.of(Load.of(F, space, space), Load.of(F, column, space)),
            List.of(
                Output.reduced(X, Reducer.SUM, row),
                Output.reduced(shifted, Reducer.MAX, row),
                Output.reduced(square, Reducer.SUM, row),
                Output.reduced(scale, Reducer.MIN, row),
                Output.stored(stored, space),
                Output.reduced(stored, Reducer.SUM, List.of(0))));
    double[] expected = new double[rows * size];
    double[] shifts = new double[rows];
    for (int r = 0; r < rows; r++) {
      double sum = 0;
      for (int i = r * size; i < (r + 1) * size; i++) {
        sum += x.data()[i];
      }
      shifts[r] = sum / size + shift.data()[r];
      double squares = 1;
      for (int i = r * size; i < (r + 1) * size; i++) {
        expected[i] = x.data()[i] - shifts[r];
        squares += expected[i] * expected[i];
      }
      for (int i = r * size; i < (r + 1) * size; i++) {
        expected[i] /= Math.sqrt(squares);
      }
    }
    Values column0 = zeros(F, column);
    double[] sums = new double[size];
    for (int i = 0; i < expected.length; i++) {
      sums[i % size] += expected[i];
    }
    Values[] targets = {
      column0, column0, column0, column0, zeros(F, space), zeros(F, Shape.of(1, size))
    };
    Values[] results = run(kernel, targets, x, shift);
    // Where terms cancel, the tolerance is one of the terms.
    assertArrayEquals(shifts, results[1].data(), 1e-5, "shifts");
    assertArrayEquals(expected, results[4].data(), 1e-5, "stored");
    assertArrayEquals(sums, results[5].data(), 1e-3, "sums of columns");
  }

  /** Blocks of positions cut rows that are longer than a block, each at another place. */
  @ParameterizedTest
  @ValueSource(ints = {63, 700, 1023, 1025, 1100, 1500, 2047, 3000, 4095, 4097, 5000})
  void columnsOfRowsOfAnyLength(int size) {
    for (int rows : new int[] {2, 5, 64, 257}) {
      Shape space = Shape.of(rows, size);
      Values x = Values.random(F, space, 11);
      double[] sums = new double[size];
      double[] most = new double[size];
      Arrays.fill(most, Double.NEGATIVE_INFINITY);
      for (int i = 0; i < x.data().length; i++) {
        sums[i % size] += x.data()[i];
        most[i % size] = Math.max(most[i % size], x.data()[i]);
      }
      Kernel kernel =
          new Kernel(
              space,
              List.of(Load.of(F, space, space)),
              List.of(
                  Output.reduced(X, Reducer.SUM, List.of(0)),
                  Output.reduced(X, Reducer.MAX, List.of(0))));
      Shape row = Shape.of(1, size);
      Values[] results = run(kernel, new Values[] {zeros(F, row), zeros(F, row)}, x);
      assertArrayEquals(sums, results[0].data(), 1e-4, "sums of " + space);
      assertArrayEquals(most, results[1].data(), "maxima of " + space);
    }
  }

  @Test
  void columnsThatReadTheirReductions() {
    Shape space = Shape.of(50, 700);
    Values x = Values.random(F, space, 10);
    Kernel kernel =
        new Kernel(
            space,
            List.of(Load.of(F, space, space)),
            List.of(
                Output.reduced(X, Reducer.MAX, List.of(0)),
                Output.reduced(
                    binary(BinaryFunction.SUB, X, new Expr.Reduced(0, F)),
                    Reducer.PRODUCT,
                    List.of(1)),
                Output.stored(binary(BinaryFunction.SUB, X, new Expr.Reduced(0, F)), space)));
    double[] most = new double[700];
    Arrays.fill(most, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < x.data().length; i++) {
      most[i % 700] = Math.max(most[i % 700], x.data()[i]);
    }
    Values[] targets = {zeros(F, Shape.of(1, 700)), zeros(F, Shape.of(50, 1)), zeros(F, space)};
    Values[] results = run(kernel, targets, x);
    floats(Shape.of(1, 700), i -> most[i]).assertSame(results[0], "maxima");
    floats(space, i -> x.data()[i] - most[i % 700]).assertSame(results[2], "differences");
  }

  @Test
  void nothingToDoOverNoPosition() {
    Shape space = Shape.of(3, 0);
    Values x = zeros(F, space);
    Kernel kernel =
        new Kernel(
            space,
            List.of(Load.of(F, space, space)),
            List.of(
                Output.reduced(X, Reducer.PRODUCT, List.of(1)),
                Output.reduced(X, Reducer.SUM, List.of(1)),
                new Output(X, new Store.Scan(Reducer.SUM, 1, false))));
    Shape column = Shape.of(3, 1);
    Values[] targets = {floats(column, i -> 9), floats(column, i -> 9), x};
    Values[] results = run(kernel, targets, x);
    floats(column, i -> 1).assertSame(results[0], "product");
    floats(column, i -> 0).assertSame(results[1], "sum");
  }
}
