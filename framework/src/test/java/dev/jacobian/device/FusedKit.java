package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.Leaves;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels of several results in one pass, each stored or reduced. */
abstract class FusedKit extends KernelKit {
  private static final double[] NO_PARAMETERS = {};

  /** Spaces of which some are a part of a block, some many, and some have rows longer than any. */
  static Stream<Shape> spaces() {
    return Stream.of(
        Shape.scalar(),
        Shape.of(1),
        Shape.of(7),
        Shape.of(0),
        Shape.of(0, 3),
        Shape.of(3, 0),
        Shape.of(3, 4),
        Shape.of(64, 1),
        Shape.of(5, 1, 3),
        Shape.of(2, 3, 4),
        Shape.of(6, 2, 5, 3),
        Shape.of(50_003),
        Shape.of(317, 131),
        Shape.of(2, 20_001),
        Shape.of(20_001, 2),
        Shape.of(2, 4, 5003),
        Shape.of(5, 97, 101),
        Shape.of(2, 500, 3, 17));
  }

  @Test
  void everySpaceIsSeen() {
    assertEquals(18, spaces().count());
  }

  private static Expr binary(BinaryFunction function, Expr left, Expr right) {
    return new Expr.Binary(function, left, right);
  }

  private static Output reduced(Expr value, Reducer reduction, int... axes) {
    return Output.reduced(value, reduction, Arrays.stream(axes).boxed().toList());
  }

  /** Returns an input's shapes: whole, flat, a row, a column, a middle axis, and one element. */
  private static List<Shape> inputShapes(Shape space) {
    int rank = space.rank();
    Shape row = rank == 0 ? space : Shape.of(space.dim(-1));
    Shape column = rank == 0 ? space : space.withDim(-1, 1);
    Shape middle = space;
    for (int axis = 0; axis < rank; axis++) {
      middle = axis == 1 && rank > 2 ? middle : middle.withDim(axis, 1);
    }
    return List.of(space, Shape.of(space.size()), row, column, middle, Shape.of(1));
  }

  /** Returns a value that reads all inputs, and has a node with two readers. */
  private static Expr mixture(DType dtype, int inputs) {
    Expr sum = input(0, dtype);
    for (int i = 1; i < inputs; i++) {
      sum = binary(BinaryFunction.ADD, sum, input(i, dtype));
    }
    return binary(BinaryFunction.MUL, sum, binary(BinaryFunction.MAXIMUM, sum, input(1, dtype)));
  }

  /** Returns stored values and reductions of each kind, over each group of axes that there is. */
  private static List<Output> results(Shape space, DType dtype, Expr value) {
    List<Output> results = new ArrayList<>();
    results.add(Output.stored(value, space));
    int rank = space.rank();
    int[] all = IntStream.range(0, rank).toArray();
    int[] every = IntStream.range(0, rank).filter(axis -> axis % 2 == 0).toArray();
    results.add(reduced(value, Reducer.SUM, all));
    results.add(reduced(input(0, dtype), Reducer.SUM, every));
    if (rank > 1) {
      results.add(reduced(value, Reducer.SUM, 0));
      results.add(reduced(value, Reducer.SUM, rank - 1));
      results.add(reduced(value, Reducer.SUM, IntStream.range(1, rank).toArray()));
      results.add(reduced(value, Reducer.SUM, IntStream.range(0, rank - 1).toArray()));
    }
    if (space.size() > 0) {
      results.add(reduced(value, Reducer.MAX, all));
      results.add(reduced(input(0, dtype), Reducer.MIN, every));
      results.add(reduced(value, Reducer.MAX, rank == 0 ? all : new int[] {rank - 1}));
    }
    results.add(reduced(value, Reducer.SUM));
    results.add(Output.stored(input(0, dtype), space));
    return results;
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void storedAndReducedResultsOfBroadcastInputs(Shape space) {
    for (DType dtype : space.size() < 1000 ? NUMERIC : List.of(DType.FLOAT32, DType.INT64)) {
      List<Shape> shapes = inputShapes(space);
      Values[] inputs = new Values[shapes.size()];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = Values.randomPositive(dtype, shapes.get(i), i);
      }
      Expr value = mixture(dtype, inputs.length);
      check(space, results(space, dtype, value), NO_PARAMETERS, inputs);
    }
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void aReductionAlone(Shape space) {
    Values x = Values.random(DType.FLOAT32, space, 1);
    Expr square = binary(BinaryFunction.MUL, input(0, x.dtype()), input(0, x.dtype()));
    for (Output result : results(space, x.dtype(), square)) {
      check(space, List.of(result), NO_PARAMETERS, x);
    }
  }

  /** Runs a kernel and compares it with the reference. */
  private void check(Shape space, List<Output> results, double[] parameters, Values... inputs) {
    List<TensorSpec> specs = new ArrayList<>();
    for (Values input : inputs) {
      specs.add(new TensorSpec(input.shape(), input.dtype()));
    }
    Kernel kernel = Kernel.of(space, specs, results);
    List<Expected> expected = expected(kernel, parameters, inputs);
    PreparedKernel prepared = backend().prepare(kernel);
    // Twice, since a kernel may keep arrays from one run to the next.
    for (int run = 0; run < 2; run++) {
      Operand[] operands = new Operand[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        operands[i] = put(inputs[i]);
      }
      Operand[] outputs = blanks(kernel);
      prepared.run(operands, parameters, outputs);
      for (int i = 0; i < inputs.length; i++) {
        inputs[i].assertSame(get(operands[i]), "input " + i + " after the run");
      }
      for (int i = 0; i < outputs.length; i++) {
        expected.get(i).assertClose(get(outputs[i]));
      }
    }
  }

  /** A result, and what its error is measured by. */
  private record Expected(Values values, double[] magnitude, String what) {
    void assertClose(Values actual) {
      values.assertClose(actual, 4 * looseTolerance(actual.dtype()), magnitude, what);
    }
  }

  private static List<Expected> expected(Kernel kernel, double[] parameters, Values... inputs) {
    Values[] shaped = new Values[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      boolean isWhole = inputs[i].shape().size() == kernel.space().size();
      shaped[i] = isWhole ? inputs[i].reshape(kernel.space()) : inputs[i];
    }
    Map<Expr, Values> known = new IdentityHashMap<>();
    List<Expected> all = new ArrayList<>();
    for (Output result : kernel.outputs()) {
      Values value =
          known.computeIfAbsent(
              result.value(),
              expression ->
                  Reference.elementwise(
                      Leaves.bind(expression, parameters), kernel.space(), shaped));
      String what = "result " + all.size() + " of " + kernel.space() + ": " + result.store();
      Store.Reduce reduce = result.store() instanceof Store.Reduce given ? given : null;
      all.add(
          reduce == null
              ? new Expected(value, value.data(), what)
              : new Expected(
                  Reference.reduce(reduce.reduction(), value, axes(reduce)),
                  Reference.magnitude(value, axes(reduce)),
                  what));
    }
    return all;
  }

  private static int[] axes(Store.Reduce reduce) {
    return reduce.axes().stream().mapToInt(Integer::intValue).toArray();
  }

  private Operand[] blanks(Kernel kernel) {
    Operand[] outputs = new Operand[kernel.outputs().size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = blank(kernel.outputSpec(i).dtype(), kernel.outputSpec(i).shape());
    }
    return outputs;
  }

  @Test
  void resultsOfSeveralTypes() {
    Shape space = Shape.of(70, 33);
    Expr x = input(0, DType.FLOAT32);
    Expr n = input(1, DType.INT64);
    Expr mask = input(2, DType.BOOL);
    Expr d = input(3, DType.FLOAT64);
    Expr k = input(4, DType.INT32);
    Expr chosen = new Expr.Select(mask, x, new Expr.Unary(UnaryFunction.TANH, x));
    Expr positive = binary(BinaryFunction.GT, x, new Expr.Constant(0, DType.FLOAT32));
    Expr counted = new Expr.Convert(positive, DType.INT64);
    Expr rounded = new Expr.Convert(binary(BinaryFunction.MUL, d, d), DType.INT32);
    List<Output> results =
        List.of(
            Output.stored(chosen, space),
            Output.stored(positive, space),
            reduced(counted, Reducer.SUM, 0, 1),
            reduced(n, Reducer.MAX, 1),
            reduced(binary(BinaryFunction.ADD, k, rounded), Reducer.SUM, 0),
            reduced(new Expr.Convert(x, DType.FLOAT64), Reducer.SUM, 0),
            Output.stored(new Expr.Convert(n, DType.BOOL), space));
    check(
        space,
        results,
        NO_PARAMETERS,
        Values.random(DType.FLOAT32, space, 1),
        Values.random(DType.INT64, space, 2),
        Values.random(DType.BOOL, Shape.of(33), 3),
        Values.random(DType.FLOAT64, Shape.of(70, 1), 4),
        Values.random(DType.INT32, space, 5));
  }

  @Test
  void parametersAreReadAtEachRun() {
    for (DType dtype : NUMERIC) {
      Expr scaled = binary(BinaryFunction.MUL, input(0, dtype), new Expr.Parameter(1, dtype));
      Expr value = binary(BinaryFunction.ADD, scaled, new Expr.Parameter(0, dtype));
      Values x = Values.randomPositive(dtype, Shape.of(2500), 1);
      List<Output> results =
          List.of(Output.stored(value, Shape.of(2500)), reduced(value, Reducer.SUM, 0));
      check(Shape.of(2500), results, new double[] {3, 2}, x);
      check(Shape.of(2500), results, new double[] {5, 7}, x);
    }
    Expr rate = new Expr.Parameter(0, DType.FLOAT32);
    check(Shape.of(3), List.of(Output.stored(rate, Shape.of(3))), new double[] {0.1});
  }

  @Test
  void anOutputMayReplaceAnInput() {
    for (Shape space : List.of(Shape.of(5), Shape.of(211, 200), Shape.of(8, 5003))) {
      Expr p = input(0, DType.FLOAT32);
      Expr g = input(1, DType.FLOAT32);
      Expr rate = new Expr.Parameter(0, DType.FLOAT32);
      Expr moved = binary(BinaryFunction.ADD, p, binary(BinaryFunction.MUL, rate, g));
      List<Output> results =
          List.of(
              Output.stored(moved, space),
              reduced(p, Reducer.SUM, 0),
              reduced(g, Reducer.SUM, IntStream.range(0, space.rank()).toArray()));
      Values parameter = Values.randomPositive(DType.FLOAT32, space, 1);
      Values gradient = Values.randomPositive(DType.FLOAT32, space, 2);
      TensorSpec spec = new TensorSpec(space, DType.FLOAT32);
      Kernel kernel = Kernel.of(space, List.of(spec, spec), results);
      double[] parameters = {0.25};
      List<Expected> expected = expected(kernel, parameters, parameter, gradient);
      Operand[] inputs = {put(parameter), put(gradient)};
      Operand[] outputs = blanks(kernel);
      outputs[0] = inputs[0];
      backend().prepare(kernel).run(inputs, parameters, outputs);
      for (int i = 0; i < outputs.length; i++) {
        expected.get(i).assertClose(get(outputs[i]));
      }
    }
  }

  private record Columns(Shape space, List<Integer> axes) {}

  /** The update of a bias by the kernel that sums its gradient, and may have added the bias too. */
  @Test
  void anEndingMayReplaceWhatItReads() {
    for (Columns columns :
        List.of(
            new Columns(Shape.of(5, 3), List.of(0)),
            new Columns(Shape.of(211, 200), List.of(0)),
            new Columns(Shape.of(3000, 7), List.of(0)),
            new Columns(Shape.of(9, 5, 40_001), List.of(0, 1)),
            new Columns(Shape.of(40, 8, 30), List.of(1)),
            new Columns(Shape.of(4, 6, 50, 70), List.of(0, 2, 3)))) {
      for (boolean isReadBefore : List.of(false, true)) {
        checkEnding(columns.space, columns.axes, isReadBefore);
      }
    }
  }

  private void checkEnding(Shape space, List<Integer> axes, boolean isReadBefore) {
    Shape shape = new Store.Reduce(Reducer.SUM, axes).shape(space);
    Expr x = input(0, DType.FLOAT32);
    Expr bias = input(1, DType.FLOAT32);
    Expr value = isReadBefore ? binary(BinaryFunction.ADD, x, bias) : x;
    Expr positive = new Expr.Unary(UnaryFunction.RELU, value);
    Expr rate = new Expr.Parameter(0, DType.FLOAT32);
    Expr step = binary(BinaryFunction.MUL, rate, new Expr.Reduced(1, DType.FLOAT32));
    Kernel kernel =
        new Kernel(
            space,
            List.of(
                Load.of(DType.FLOAT32, space, space),
                new Load(DType.FLOAT32, IndexMap.broadcast(shape, space))),
            List.of(
                Output.stored(positive, space),
                Output.reduced(positive, Reducer.SUM, axes),
                Output.reduced(binary(BinaryFunction.SUB, bias, step), Reducer.MAX, axes)));
    Values values = Values.generate(DType.FLOAT32, space, i -> i % 5 - 2);
    Values before = Values.generate(DType.FLOAT32, shape, i -> i % 3 - 1);
    double[] parameters = {0.25};
    List<Values> targets =
        List.of(values, before, Values.generate(DType.FLOAT32, shape, i -> 7 + i % 2));
    List<Values> expected =
        KernelReference.run(
            new RandomKernels.Sample(kernel, List.of(values, before), targets, parameters));
    Operand[] inputs = {put(values), put(before)};
    // What is stored replaces an input too.
    Operand[] outputs = {inputs[0], put(targets.get(1)), inputs[1]};
    backend().prepare(kernel).run(inputs, parameters, outputs);
    for (int i = 0; i < outputs.length; i++) {
      expected.get(i).assertSame(get(outputs[i]), "result " + i + " of " + space + " " + axes);
    }
  }

  @Test
  void integersDividedByZeroAreAnError() {
    for (DType dtype : List.of(DType.INT32, DType.INT64)) {
      Expr quotient = binary(BinaryFunction.FLOOR_DIV, input(0, dtype), input(1, dtype));
      TensorSpec spec = new TensorSpec(Shape.of(3), dtype);
      Kernel kernel =
          Kernel.of(
              Shape.of(3),
              List.of(spec, spec),
              List.of(Output.stored(quotient, Shape.of(3)), reduced(quotient, Reducer.SUM, 0)));
      PreparedKernel prepared = backend().prepare(kernel);
      Operand a = put(Values.vector(dtype, 1, 2, 3));
      Operand zero = put(Values.vector(dtype, 1, 0, 1));
      DataException e =
          assertThrows(
              DataException.class,
              () -> prepared.run(new Operand[] {a, zero}, NO_PARAMETERS, blanks(kernel)));
      assertTrue(e.getMessage().startsWith(dtype + " division by zero"), e.getMessage());
      Operand[] outputs = blanks(kernel);
      Operand two = put(Values.vector(dtype, 1, 2, -2));
      prepared.run(new Operand[] {a, two}, NO_PARAMETERS, outputs);
      Values.vector(dtype, 1, 1, -2).assertSame(get(outputs[0]), "after the error");
    }
  }

  @Test
  void extremesOfNaNAreNaNAndSumsOfInfinitiesAreInfinite() {
    Shape space = Shape.of(4, 300);
    double[] special = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0};
    for (DType dtype : FLOATING) {
      Values x = Values.generate(dtype, space, i -> i % 300 == 155 ? special[i / 300] : i % 7 - 3);
      Expr value = input(0, dtype);
      List<Output> results = new ArrayList<>();
      for (Reducer reduction : Reducer.values()) {
        results.add(reduced(value, reduction, 1));
        results.add(reduced(value, reduction, 0));
        results.add(reduced(value, reduction, 0, 1));
      }
      check(space, results, NO_PARAMETERS, x);
    }
  }
}
