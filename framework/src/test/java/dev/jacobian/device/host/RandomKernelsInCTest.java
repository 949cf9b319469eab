package dev.jacobian.device.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.device.SingleKernels;
import dev.jacobian.device.Storage;
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
import dev.jacobian.kernel.c.CKernels;
import dev.jacobian.kernel.c.CompiledC;
import dev.jacobian.kernel.compiled.KernelSettings.Language;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Random kernels of all types and stores give the same bits in Java and in C. */
class RandomKernelsInCTest {
  private static final int KERNELS = 30;
  private static final long SEED = 20;

  /** Spaces about the sizes of blocks and parts, and some with short and long axes. */
  private static final List<Shape> SPACES =
      List.of(
          Shape.of(1023),
          Shape.of(1025),
          Shape.of(32 * 1024),
          Shape.of(32 * 1024 + 1),
          Shape.of(3 * 16 * 1024 + 5),
          Shape.of(41, 1000),
          Shape.of(1000, 41),
          Shape.of(7, 4097),
          Shape.of(9, 5003),
          Shape.of(6, 5, 4, 311),
          Shape.of(33, 1, 1024),
          Shape.of(5, 2, 3));

  private static final double[] SPECIAL = {
    0,
    -0.0,
    1,
    -1,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    1e-42,
    -1e-310,
    3e38,
    -3e38,
    1e300,
    2147483648.0,
    -2147483649.0,
    9.3e18,
    -9.3e18,
    88.8,
    -104.2,
    0.5,
    16777217
  };

  private static final List<BinaryFunction> WITHOUT_DIVISION =
      Arrays.stream(BinaryFunction.values())
          .filter(function -> !function.dividesIntegers() && function != BinaryFunction.POW)
          .toList();

  @BeforeEach
  void needsCompiler() {
    CompiledC.assumeCompiler();
  }

  /** Makes kernels, a pool of whose values grows by functions of values that are in it. */
  private static final class Maker {
    private final SplittableRandom random;
    private final List<Expr> pool = new ArrayList<>();

    Maker(SplittableRandom random, List<TensorSpec> inputs) {
      this.random = random;
      for (int i = 0; i < inputs.size(); i++) {
        pool.add(new Expr.Input(i, inputs.get(i).dtype()));
      }
      pool.add(new Expr.Parameter(0, DType.FLOAT32));
      pool.add(new Expr.Constant(-0.0, DType.FLOAT32));
      pool.add(new Expr.Constant(1.5, DType.FLOAT64));
      pool.add(new Expr.Constant(3, DType.INT32));
    }

    Expr pick() {
      return pool.get(random.nextInt(pool.size()));
    }

    Expr pick(DType dtype) {
      Expr any = pick();
      return Expr.converted(any, dtype);
    }

    <T> T oneOf(List<T> all) {
      return all.get(random.nextInt(all.size()));
    }

    void grow() {
      Expr x = pick();
      DType dtype = x.dtype();
      Expr made =
          switch (random.nextInt(5)) {
            case 0 -> new Expr.Unary(unary(dtype), x);
            case 1, 2 -> binary(dtype, x);
            case 3 -> new Expr.Select(pick(DType.BOOL), x, pick(dtype));
            default -> Expr.converted(x, oneOf(List.of(DType.values())));
          };
      pool.add(made);
    }

    private UnaryFunction unary(DType dtype) {
      return switch (dtype) {
        case FLOAT32 -> oneOf(List.of(UnaryFunction.values()));
        case FLOAT64 ->
            oneOf(
                List.of(
                    UnaryFunction.NEG,
                    UnaryFunction.ABS,
                    UnaryFunction.SIGN,
                    UnaryFunction.SQRT,
                    UnaryFunction.RECIPROCAL,
                    UnaryFunction.RELU,
                    UnaryFunction.FLOOR));
        case INT32, INT64, BOOL ->
            oneOf(
                List.of(
                    UnaryFunction.NEG,
                    UnaryFunction.ABS,
                    UnaryFunction.SIGN,
                    UnaryFunction.RELU,
                    UnaryFunction.FLOOR));
      };
    }

    private Expr binary(DType dtype, Expr x) {
      BinaryFunction function = oneOf(WITHOUT_DIVISION);
      if (function == BinaryFunction.DIV && !dtype.isFloating()) {
        function = BinaryFunction.SUB;
      }
      if (random.nextInt(8) == 0) {
        function = random.nextBoolean() ? BinaryFunction.FLOOR_DIV : BinaryFunction.REMAINDER;
        // Where integers are divided, not by zero.
        if (!dtype.isFloating()) {
          Expr one = Expr.converted(new Expr.Constant(7, DType.INT32), dtype);
          return new Expr.Binary(function, x, one);
        }
      }
      return new Expr.Binary(function, x, pick(dtype));
    }
  }

  private static List<TensorSpec> inputs(SplittableRandom random, Shape space) {
    List<TensorSpec> inputs = new ArrayList<>();
    for (DType dtype : DType.values()) {
      Shape shape = space;
      for (int axis = 0; axis < space.rank(); axis++) {
        shape = random.nextInt(3) == 0 ? shape.withDim(axis, 1) : shape;
      }
      inputs.add(new TensorSpec(shape, dtype));
    }
    inputs.add(new TensorSpec(space, DType.FLOAT32));
    return inputs;
  }

  private static List<Output> outputs(SplittableRandom random, Maker maker, Shape space) {
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Expr value = maker.pool.get(maker.pool.size() - 1 - i);
      List<Integer> axes =
          IntStream.range(0, space.rank()).filter(axis -> random.nextBoolean()).boxed().toList();
      Reducer reduction = Reducer.values()[random.nextInt(Reducer.values().length)];
      outputs.add(i == 0 ? Output.stored(value, space) : Output.reduced(value, reduction, axes));
    }
    return outputs;
  }

  private static double value(SplittableRandom random, DType dtype) {
    if (dtype == DType.BOOL) {
      return random.nextInt(2);
    }
    if (random.nextInt(20) == 0) {
      return SPECIAL[random.nextInt(SPECIAL.length)];
    }
    return Math.scalb(random.nextDouble() - 0.5, random.nextInt(8));
  }

  private static Object array(SplittableRandom random, TensorSpec spec) {
    int size = (int) spec.shape().size();
    Object array =
        switch (spec.dtype()) {
          case FLOAT32 -> new float[size];
          case FLOAT64 -> new double[size];
          case INT32 -> new int[size];
          case INT64 -> new long[size];
          case BOOL -> new boolean[size];
        };
    for (int i = 0; i < size; i++) {
      double value = value(random, spec.dtype());
      switch (spec.dtype()) {
        case FLOAT32 -> Array.setFloat(array, i, (float) value);
        case FLOAT64 -> Array.setDouble(array, i, value);
        case INT32 -> Array.setInt(array, i, (int) value);
        case INT64 -> Array.setLong(array, i, (long) value);
        case BOOL -> Array.setBoolean(array, i, value != 0);
      }
    }
    return array;
  }

  private static Operand blank(Backend backend, TensorSpec spec) {
    return new Operand(backend.memory().allocate(spec), spec.shape());
  }

  /** Returns the bits of all outputs, each NaN as the same. */
  private static List<List<Long>> run(Backend backend, Kernel kernel, List<TensorSpec> inputs) {
    SplittableRandom random = new SplittableRandom(SEED);
    try (MemoryScope scope = MemoryScope.open()) {
      assertTrue(scope != null);
      Operand[] operands = new Operand[inputs.size()];
      for (int i = 0; i < operands.length; i++) {
        operands[i] = blank(backend, inputs.get(i));
        backend.upload(array(random, inputs.get(i)), 0, operands[i]);
      }
      Operand[] outputs = new Operand[kernel.outputs().size()];
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = blank(backend, kernel.outputSpec(i));
      }
      PreparedKernel prepared = backend.prepare(kernel);
      prepared.run(operands, new double[] {0.3}, outputs);
      // Memory that one run leaves for the next one changes nothing.
      prepared.run(operands, new double[] {0.3}, outputs);
      return Arrays.stream(outputs).map(output -> bits(backend, output)).toList();
    }
  }

  private static List<Long> bits(Backend backend, Operand output) {
    Object array = array(new SplittableRandom(0), output.spec());
    backend.download(output, array, 0);
    return IntStream.range(0, Array.getLength(array))
        .mapToObj(i -> bits(Array.get(array, i)))
        .toList();
  }

  private static long bits(Object value) {
    if (value instanceof Float number) {
      return Float.floatToIntBits(number);
    }
    if (value instanceof Double number) {
      return Double.doubleToLongBits(number);
    }
    return value instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) value).longValue();
  }

  @Test
  void allTypesAndStores() {
    CKernels functions = CompiledC.always();
    Backend java = new HostBackend(1L << 30, 2);
    List<Backend> inC =
        List.of(
            new HostBackend(1L << 30, 1, functions),
            new HostBackend(1L << 30, 2, functions),
            new HostBackend(1L << 30, 4, functions));
    for (int i = 0; i < KERNELS; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      Shape space = SPACES.get(i % SPACES.size());
      List<TensorSpec> inputs = inputs(random, space);
      Maker maker = new Maker(random, inputs);
      for (int size = 0; size < 4 + i % 12; size++) {
        maker.grow();
      }
      Kernel kernel = Kernel.of(space, inputs, outputs(random, maker, space));
      List<List<Long>> expected = run(java, kernel, inputs);
      for (Backend backend : inC) {
        List<List<Long>> found = run(backend, kernel, inputs);
        for (int output = 0; output < expected.size(); output++) {
          assertEquals(
              expected.get(output),
              found.get(output),
              "output " + output + " of kernel " + i + ", seed " + (SEED + i) + ": " + kernel);
        }
      }
    }
    assertTrue(functions.compiled() > KERNELS, functions.compiled() + " were in C");
  }

  /** Runs that are as short as those of windows, wherever blocks begin and axes end. */
  @Test
  void shortRunsAtAnyDistance() {
    Backend java = new HostBackend(1L << 30, 2);
    Backend inC = new HostBackend(1L << 30, 2, CompiledC.always());
    int width = 200_000;
    List<Shape> spaces =
        List.of(
            Shape.of(3000, 2),
            Shape.of(90, 13, 3),
            Shape.of(40, 12, 2, 12, 2),
            Shape.of(5, 700, 4),
            Shape.of(300, 16));
    SplittableRandom random = new SplittableRandom(SEED);
    for (Shape space : spaces) {
      for (DType dtype : DType.values()) {
        for (int turn = 0; turn < 4; turn++) {
          long[] strides = new long[space.rank()];
          long first = 0;
          for (int axis = 0; axis < strides.length; axis++) {
            strides[axis] = random.nextInt(7) - 3L;
            first -= Math.min(0, strides[axis] * (space.dim(axis) - 1));
          }
          if (turn == 0) {
            // Each of neighbours stands as often as the run is long.
            strides[strides.length - 1] = 0;
            strides[strides.length - 2] = 1;
          }
          IndexMap map = IndexMap.of(first, strides);
          if (turn % 2 == 1) {
            // Some runs are outside, and in the last turn parts of runs.
            Long[] steps = new Long[strides.length];
            Arrays.fill(steps, 0L);
            steps[strides.length - 2] = random.nextBoolean() ? 1L : -1L;
            steps[strides.length - 1] = turn == 3 ? 1L : 0L;
            map = map.within(new Bound(random.nextInt(9) - 4, List.of(steps), 8), 7);
          }
          Load load = new Load(dtype, map);
          Expr x = new Expr.Input(0, dtype);
          Kernel kernel = new Kernel(space, List.of(load), List.of(Output.stored(x, space)));
          List<TensorSpec> inputs = List.of(new TensorSpec(Shape.of(width), dtype));
          assertEquals(run(java, kernel, inputs), run(inC, kernel, inputs), kernel::toString);
        }
      }
    }
  }

  /** A result may take the place of an input that other results are computed from. */
  @Test
  void resultsInPlaceOfInputs() {
    CKernels functions = CompiledC.always();
    for (Shape space : SPACES) {
      TensorSpec spec = new TensorSpec(space, DType.FLOAT32);
      Expr x = new Expr.Input(0, DType.FLOAT32);
      Expr y = new Expr.Input(1, DType.FLOAT32);
      List<Integer> last = List.of(space.rank() - 1);
      List<Output> outputs =
          List.of(
              Output.stored(new Expr.Unary(UnaryFunction.NEG, y), space),
              Output.reduced(new Expr.Binary(BinaryFunction.MUL, x, y), Reducer.SUM, List.of(0)),
              Output.reduced(x, Reducer.MAX, last),
              Output.stored(new Expr.Unary(UnaryFunction.SQRT, y), space),
              Output.reduced(new Expr.Unary(UnaryFunction.ABS, x), Reducer.SUM, last));
      // All of them, and each stored one beside one that reads the input once.
      for (List<Output> some : List.of(outputs, outputs.subList(0, 2), outputs.subList(3, 5))) {
        Kernel kernel = Kernel.of(space, List.of(spec, spec), some);
        List<List<Long>> expected = runOver(new HostBackend(1L << 30, 2), kernel, spec, -1);
        for (CKernels in : Arrays.asList(null, functions)) {
          assertEquals(expected, runOver(new HostBackend(1L << 30, 2, in), kernel, spec, 0));
        }
      }
    }
    assertTrue(functions.compiled() > 0);
  }

  /** Runs a kernel one of whose results takes the place of input 0. */
  private static List<List<Long>> runOver(
      Backend backend, Kernel kernel, TensorSpec spec, int over) {
    SplittableRandom random = new SplittableRandom(SEED);
    try (MemoryScope scope = MemoryScope.open()) {
      assertTrue(scope != null);
      Operand[] inputs = {blank(backend, spec), blank(backend, spec)};
      for (Operand input : inputs) {
        backend.upload(array(random, spec), 0, input);
      }
      Operand[] outputs = new Operand[kernel.outputs().size()];
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = i == over ? inputs[0] : blank(backend, kernel.outputSpec(i));
      }
      backend.prepare(kernel).run(inputs, new double[0], outputs);
      return Arrays.stream(outputs).map(output -> bits(backend, output)).toList();
    }
  }

  /** So many elements that a kernel stores them past the caches; those of a view are unaligned. */
  @Test
  void moreThanCachesHold() {
    Shape space = Shape.of((4 << 20) + 5);
    TensorSpec spec = new TensorSpec(space, DType.FLOAT32);
    Expr x = new Expr.Input(0, DType.FLOAT32);
    Expr square = new Expr.Binary(BinaryFunction.MUL, x, x);
    List<Output> outputs = List.of(Output.stored(square, space), Output.stored(x, space));
    Kernel kernel = Kernel.of(space, List.of(spec), outputs);
    float[] values = (float[]) array(new SplittableRandom(SEED), spec);
    float[] squares = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      squares[i] = values[i] * values[i];
    }
    CKernels functions = CompiledC.always();
    Backend backend = new HostBackend(1L << 30, 2, functions);
    try (MemoryScope scope = MemoryScope.open()) {
      assertTrue(scope != null);
      Operand input = blank(backend, spec);
      backend.upload(values, 0, input);
      Operand whole = blank(backend, spec);
      Storage longer = backend.memory().allocate(new TensorSpec(Shape.of(8 << 20), DType.FLOAT32));
      Operand view = new Operand(longer, Layout.of(space, 3, 1));
      backend
          .prepare(kernel)
          .run(new Operand[] {input}, new double[0], new Operand[] {view, whole});
      float[] found = new float[values.length];
      backend.download(view, found, 0);
      assertArrayEquals(squares, found);
      backend.download(whole, found, 0);
      assertArrayEquals(values, found);
    }
    assertEquals(1, functions.compiled());
  }

  @Test
  void aKernelOfOneElementIsInCAsUsersAskForIt() {
    Shape space = Shape.of(1);
    CKernels functions = CKernels.of(Language.C);
    Backend backend = new HostBackend(1L << 30, 2, functions);
    try (MemoryScope scope = MemoryScope.open()) {
      assertTrue(scope != null);
      TensorSpec spec = new TensorSpec(space, DType.FLOAT32);
      Operand input = blank(backend, spec);
      backend.upload(new float[] {3}, 0, input);
      Operand output = blank(backend, spec);
      Expr x = new Expr.Input(0, DType.FLOAT32);
      Output square = Output.stored(new Expr.Binary(BinaryFunction.MUL, x, x), space);
      backend
          .prepare(Kernel.of(space, List.of(spec), List.of(square)))
          .run(new Operand[] {input}, new double[0], new Operand[] {output});
      float[] found = new float[1];
      backend.download(output, found, 0);
      assertEquals(9, found[0]);
    }
    assertEquals(1, functions.compiled());
  }

  @Test
  void aDivisionByZeroIsTheSameError() {
    Expr x = new Expr.Input(0, DType.INT32);
    Kernel kernel =
        Kernel.of(
            Shape.of(50_000),
            List.of(new TensorSpec(Shape.of(50_000), DType.INT32)),
            List.of(
                Output.stored(new Expr.Binary(BinaryFunction.FLOOR_DIV, x, x), Shape.of(50_000))));
    List<String> texts = new ArrayList<>();
    for (CKernels functions : Arrays.asList(null, CompiledC.always())) {
      Backend backend = new HostBackend(1L << 30, 2, functions);
      Operand zeros = blank(backend, kernel.outputSpec(0));
      SingleKernels.fill(backend, zeros, 0);
      DataException e =
          assertThrows(
              DataException.class,
              () ->
                  backend
                      .prepare(kernel)
                      .run(new Operand[] {zeros}, new double[0], new Operand[] {zeros}));
      texts.add(e.getMessage());
    }
    assertEquals(texts.get(0), texts.get(1));
  }

  /** Rows and elements that indices choose, products along both axes, and a transposed output. */
  private static Kernel chosen() {
    Shape space = Shape.of(70, 1000);
    DType dtype = DType.FLOAT32;
    List<Load> loads =
        List.of(
            new Load(DType.INT64, IndexMap.of(0, 1, 0)),
            new Load(dtype, IndexMap.of(0, 0, 1), new Gather(0, 1000, 9)),
            Load.of(DType.INT64, space, space),
            new Load(dtype, IndexMap.of(0, 0, 0), new Gather(2, 1, 33)));
    Expr row = new Expr.Input(1, dtype);
    Expr element = new Expr.Input(3, dtype);
    Expr sum = new Expr.Binary(BinaryFunction.ADD, row, element);
    return new Kernel(
        space,
        loads,
        List.of(
            Output.reduced(sum, Reducer.PRODUCT, List.of(1)),
            Output.reduced(element, Reducer.PRODUCT, List.of(0)),
            new Output(sum, new Store.Map(IndexMap.of(0, 1, 70)))));
  }

  private static List<List<Long>> runChosen(Backend backend, long lastIndex) {
    Kernel kernel = chosen();
    SplittableRandom random = new SplittableRandom(SEED);
    long[] rows = random.longs(70, 0, 9).toArray();
    long[] elements = random.longs(70_000, 0, 33).toArray();
    elements[elements.length - 1] = lastIndex;
    float[] table = new float[9000];
    for (int i = 0; i < table.length; i++) {
      table[i] = 0.5f + random.nextFloat();
    }
    Object[] arrays = {rows, table, elements, Arrays.copyOf(table, 33)};
    try (MemoryScope scope = MemoryScope.open()) {
      assertTrue(scope != null);
      Operand[] inputs = new Operand[arrays.length];
      for (int i = 0; i < inputs.length; i++) {
        Shape shape = Shape.of(Array.getLength(arrays[i]));
        inputs[i] = blank(backend, new TensorSpec(shape, kernel.loads().get(i).dtype()));
        backend.upload(arrays[i], 0, inputs[i]);
      }
      Operand[] outputs = {
        blank(backend, kernel.outputSpec(0)),
        blank(backend, kernel.outputSpec(1)),
        blank(backend, new TensorSpec(Shape.of(1000, 70), DType.FLOAT32))
      };
      backend.prepare(kernel).run(inputs, new double[0], outputs);
      return Arrays.stream(outputs).map(output -> bits(backend, output)).toList();
    }
  }

  @Test
  void gathersProductsAndMappedOutputsAreInC() {
    List<List<Long>> expected = runChosen(new HostBackend(1L << 30, 2), 32);
    for (int threads : new int[] {1, 2, 4}) {
      CKernels functions = CompiledC.always();
      assertEquals(expected, runChosen(new HostBackend(1L << 30, threads, functions), 32));
      assertEquals(1, functions.compiled());
    }
  }

  @Test
  void anIndexOutsideIsTheSameError() {
    for (long index : new long[] {-1, 33, Long.MIN_VALUE}) {
      List<String> texts = new ArrayList<>();
      for (CKernels functions : Arrays.asList(null, CompiledC.always())) {
        Backend backend = new HostBackend(1L << 30, 2, functions);
        DataException e = assertThrows(DataException.class, () -> runChosen(backend, index));
        texts.add(e.getMessage());
      }
      assertEquals(
          "index " + index + " is outside an axis of size 33; expected indices from 0 to 32",
          texts.get(0));
      assertEquals(texts.get(0), texts.get(1));
    }
  }
}
