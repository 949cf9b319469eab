package dev.jacobian.device.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.device.Backend;
import dev.jacobian.device.ConvolutionPart;
import dev.jacobian.device.ConvolutionShape;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.SingleKernels;
import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.c.CompiledC;
import dev.jacobian.op.Attention;
import dev.jacobian.op.AttentionGradient;
import dev.jacobian.op.Lowering;
import dev.jacobian.op.Op;
import dev.jacobian.op.Recurrence;
import dev.jacobian.op.RecurrenceGradient;
import dev.jacobian.op.RecurrentCell;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Every kernel that is divided gives the same bits with one thread and several, in Java and in C.
 */
class SameBitsTest {
  private static final Expr X = new Expr.Input(0, DType.FLOAT32);
  private static final Expr Y = new Expr.Input(1, DType.FLOAT32);

  /** Spaces of several parts: many rows, few long ones, and reductions that parts share. */
  private static final List<Shape> SPACES =
      List.of(
          Shape.of(200_003),
          Shape.of(701, 307),
          Shape.of(3, 60_001),
          Shape.of(60_001, 3),
          Shape.of(2, 9, 7001),
          Shape.of(13, 97, 101),
          Shape.of(2, 1100, 5, 17));

  private final List<Backend> backends = backends();

  private static List<Backend> backends() {
    List<Backend> all = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads++) {
      all.add(new HostBackend(1L << 30, threads));
    }
    if (CompiledC.isThere()) {
      all.add(new HostBackend(1L << 30, 1, CompiledC.always()));
      all.add(new HostBackend(1L << 30, 2, CompiledC.always()));
      all.add(new HostBackend(1L << 30, 4, CompiledC.always()));
    }
    return all;
  }

  /** Kernels run on one backend; what it returns is compared. */
  private interface Work {
    List<Operand> run(Backend backend);
  }

  private void assertSameBits(Work work) {
    assertSameBits(backends, work);
  }

  private static void assertSameBits(List<Backend> backends, Work work) {
    List<long[]> expected = List.of();
    for (Backend backend : backends) {
      List<long[]> bits = new ArrayList<>();
      try (MemoryScope scope = MemoryScope.open()) {
        for (Operand operand : work.run(backend)) {
          assertEquals(scope, operand.storage().owner());
          bits.add(bits(backend, operand));
        }
      }
      expected = expected.isEmpty() ? bits : expected;
      assertEquals(expected.size(), bits.size());
      for (int i = 0; i < bits.size(); i++) {
        assertArrayEquals(expected.get(i), bits.get(i), backend.description() + ", result " + i);
      }
    }
    assertEquals(backends.isEmpty(), expected.isEmpty(), "results were compared");
  }

  private static long[] bits(Backend backend, Operand operand) {
    int size = (int) operand.shape().size();
    if (operand.dtype() == DType.FLOAT64) {
      double[] values = new double[size];
      backend.download(operand, values, 0);
      return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
    }
    float[] values = new float[size];
    backend.download(operand, values, 0);
    return IntStream.range(0, size).mapToLong(i -> Float.floatToRawIntBits(values[i])).toArray();
  }

  private static Operand blank(Backend backend, Shape shape) {
    Operand operand =
        new Operand(backend.memory().allocate(new TensorSpec(shape, DType.FLOAT32)), shape);
    SingleKernels.fill(backend, operand, Double.NaN);
    return operand;
  }

  private static Operand random(Backend backend, Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      // Of very different size, so that sums depend on their order.
      values[i] = (float) Math.scalb(random.nextDouble() - 0.5, random.nextInt(20));
    }
    Operand operand = blank(backend, shape);
    backend.upload(values, 0, operand);
    return operand;
  }

  private static Operand indices(Backend backend, int count, long size) {
    return indices(backend, Shape.of(count), size);
  }

  private static Operand indices(Backend backend, Shape shape, long size) {
    long[] picks = new SplittableRandom(5).longs(shape.size(), 0, size).toArray();
    Operand operand =
        new Operand(backend.memory().allocate(new TensorSpec(shape, DType.INT64)), shape);
    backend.upload(picks, 0, operand);
    return operand;
  }

  private static Shape reduced(Shape shape, int... axes) {
    Shape result = shape;
    for (int axis : axes) {
      result = result.withDim(axis, 1);
    }
    return result;
  }

  private static List<int[]> everySubset(int rank) {
    return IntStream.range(1, 1 << rank)
        .mapToObj(
            mask -> IntStream.range(0, rank).filter(axis -> (mask & 1 << axis) != 0).toArray())
        .toList();
  }

  @Test
  void elementwise() {
    Expr value =
        new Expr.Binary(
            BinaryFunction.ADD,
            new Expr.Unary(UnaryFunction.SIGMOID, X),
            new Expr.Binary(BinaryFunction.MUL, X, Y));
    for (Shape space : SPACES) {
      assertSameBits(
          backend -> {
            Operand x = random(backend, space, 1);
            Operand row = random(backend, Shape.of(space.dim(-1)), 2);
            Operand output = blank(backend, space);
            SingleKernels.elementwise(backend, value, new Operand[] {x, row}, output);
            return List.of(output);
          });
    }
  }

  /** What is computed in parts that use the backend themselves: rows and tiles of a batch. */
  @Test
  void sequencesAndAttention() {
    Recurrence lstm = new Recurrence(RecurrentCell.LSTM, false, false, true);
    assertSameParts(
        lstm,
        new RecurrenceGradient(lstm),
        1,
        List.of(),
        Shape.of(3, 70, 128),
        Shape.of(128, 32),
        Shape.of(70, 32),
        Shape.of(70, 32));
    Shape heads = Shape.of(9, 4, 64, 8);
    Attention attention = new Attention(0.3, true, false, 0, true);
    List<Shape> parts = List.of(Shape.of(9, 64, 4, 8), Shape.of(9, 4, 64, 1));
    assertSameParts(attention, new AttentionGradient(attention), 0, parts, heads, heads, heads);
  }

  /**
   * Compares an op and its gradient, which reads the op's inputs but for the first ones, its result
   * and the result's gradient.
   *
   * @param parts what the result consists of, each with a gradient; one of all if this is empty
   */
  private void assertSameParts(Op op, Op gradient, int unread, List<Shape> parts, Shape... shapes) {
    assertSameBits(
        backend -> {
          List<Operand> in = new ArrayList<>();
          for (Shape shape : shapes) {
            in.add(random(backend, shape, in.size()));
          }
          Operand result = computed(backend, op, in);
          List<Operand> back = new ArrayList<>(in.subList(unread, in.size()));
          back.add(result);
          for (Shape part : parts.isEmpty() ? List.of(result.shape()) : parts) {
            back.add(random(backend, part, 9));
          }
          return List.of(result, computed(backend, gradient, back));
        });
  }

  private static Operand computed(Backend backend, Op op, List<Operand> in) {
    List<TensorSpec> specs = in.stream().map(Operand::spec).toList();
    TensorSpec spec = op.infer(specs.toArray(TensorSpec[]::new));
    Operand output = blank(backend, spec.shape());
    Lowering.Direct lowering = (Lowering.Direct) op.lower(specs, spec);
    lowering.run(backend, in.toArray(Operand[]::new), output);
    return output;
  }

  @Test
  void everyReduction() {
    for (Shape space : SPACES) {
      assertSameBits(
          backend -> {
            Operand x = random(backend, space, 3);
            List<Operand> outputs = new ArrayList<>();
            for (int[] axes : everySubset(space.rank())) {
              for (Reducer reduction : Reducer.values()) {
                Operand output = blank(backend, reduced(space, axes));
                SingleKernels.reduce(backend, reduction, x, axes, output);
                outputs.add(output);
              }
            }
            return outputs;
          });
    }
  }

  /** As long as the vectors that a row is gone through in, and longer and shorter by some. */
  @Test
  void rowsOfEveryLength() {
    for (int length = 1; length <= 150; length++) {
      Shape space = Shape.of(6, length);
      float[] values = new float[(int) space.size()];
      SplittableRandom random = new SplittableRandom(length);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) Math.scalb(random.nextDouble() - 0.5, random.nextInt(20));
      }
      values[length + random.nextInt(length)] = Float.NaN;
      for (int i = 0; i < length; i++) {
        values[2 * length + i] = -Math.abs(values[2 * length + i]);
        values[3 * length + i] = Math.abs(values[3 * length + i]);
        values[4 * length + i] = random.nextBoolean() ? 0f : -0f;
      }
      values[2 * length + random.nextInt(length)] = -0f;
      values[3 * length + random.nextInt(length)] = 0f;
      assertSameBits(
          backend -> {
            Operand x = blank(backend, space);
            backend.upload(values, 0, x);
            List<Operand> outputs = new ArrayList<>();
            for (Reducer reduction : Reducer.values()) {
              Operand output = blank(backend, Shape.of(6, 1));
              SingleKernels.reduce(backend, reduction, x, new int[] {1}, output);
              outputs.add(output);
            }
            return outputs;
          });
    }
  }

  @Test
  void fusedKernels() {
    Expr value = new Expr.Binary(BinaryFunction.MUL, X, Y);
    for (Shape space : SPACES) {
      List<Output> results = new ArrayList<>();
      results.add(Output.stored(value, space));
      for (int[] axes : everySubset(space.rank())) {
        List<Integer> list = IntStream.of(axes).boxed().toList();
        results.add(Output.reduced(value, Reducer.SUM, list));
        results.add(Output.reduced(X, Reducer.MAX, list));
      }
      Shape column = space.withDim(-1, 1);
      List<TensorSpec> inputs =
          List.of(new TensorSpec(space, DType.FLOAT32), new TensorSpec(column, DType.FLOAT32));
      Kernel kernel = Kernel.of(space, inputs, results);
      assertSameBits(
          backend -> {
            List<Operand> outputs = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
              outputs.add(blank(backend, kernel.outputSpec(i).shape()));
            }
            Operand[] operands = {random(backend, space, 4), random(backend, column, 5)};
            backend.prepare(kernel).run(operands, new double[0], outputs.toArray(new Operand[0]));
            return outputs;
          });
    }
  }

  @Test
  void gathersAndScatters() {
    assertSameBits(
        backend -> {
          Operand x = random(backend, Shape.of(3000, 70), 6);
          Operand picks = indices(backend, 5000, 3000);
          Operand gathered = blank(backend, Shape.of(5000, 70));
          SingleKernels.indexSelect(backend, x, 0, picks, gathered);
          Operand wide = random(backend, Shape.of(50, 5000), 7);
          Operand columns = indices(backend, 4000, 5000);
          Operand picked = blank(backend, Shape.of(50, 4000));
          SingleKernels.indexSelect(backend, wide, 1, columns, picked);
          Operand sums = random(backend, Shape.of(40, 5000), 8);
          SingleKernels.indexAdd(
              backend, random(backend, Shape.of(60, 5000), 9), 0, indices(backend, 60, 40), sums);
          Operand many = random(backend, Shape.of(300, 20), 10);
          SingleKernels.indexAdd(
              backend,
              random(backend, Shape.of(9000, 20), 11),
              0,
              indices(backend, 9000, 300),
              many);
          Shape square = Shape.of(500, 700);
          Operand elements = random(backend, square, 12);
          Operand rows = random(backend, Shape.of(500, 90), 13);
          SingleKernels.scatterAdd(backend, elements, 1, indices(backend, square, 90), rows);
          Operand table = random(backend, Shape.of(90, 701), 14);
          SingleKernels.scatterAdd(backend, elements, 0, indices(backend, square, 90), table);
          return List.of(gathered, picked, sums, many, rows, table);
        });
  }

  @Test
  void movesAndRandomNumbers() {
    assertSameBits(
        backend -> {
          Operand x = random(backend, Shape.of(701, 307), 12);
          Operand transposed = blank(backend, Shape.of(307, 701));
          backend.copy(x.at(x.layout().permute(List.of(1, 0))), transposed);
          Operand rows = blank(backend, Shape.of(350, 307));
          backend.copy(x.at(x.layout().slice(0, 1, rows.shape().dim(0), 2)), rows);
          Operand columns = blank(backend, Shape.of(701, 290));
          backend.copy(x.at(x.layout().slice(1, 5, columns.shape().dim(1), 1)), columns);
          Operand assigned = blank(backend, Shape.of(701, 307));
          backend.copy(
              columns, assigned.at(assigned.layout().slice(1, 3, columns.shape().dim(1), 1)));
          Operand copied = blank(backend, Shape.of(701, 307));
          backend.copy(x, copied);
          return List.of(transposed, rows, columns, assigned, copied);
        });
  }

  /** From an even and an odd position, where the counter's lower half overflows, and few. */
  @Test
  void randomNumbers() {
    List<RandomState> states =
        List.of(
            new RandomState(3, 1, 4),
            new RandomState(-3, 1L << 40, 5),
            new RandomState(1L << 63, -1, (1L << 33) - 7));
    for (RandomKind kind : RandomKind.values()) {
      for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
        assertSameBits(
            backend -> {
              List<Operand> all = new ArrayList<>();
              for (RandomState state : states) {
                for (long size : new long[] {1, 2, 63, 64, 65, 3001, 200_001}) {
                  Shape shape = Shape.of(size);
                  TensorSpec spec = new TensorSpec(shape, dtype);
                  Operand noise = new Operand(backend.memory().allocate(spec), shape);
                  backend.random(kind, state, noise);
                  all.add(noise);
                }
              }
              return all;
            });
      }
    }
  }

  @Test
  void products() {
    assertSameBits(
        backend -> {
          Operand a = random(backend, Shape.of(301, 517), 13);
          Operand b = random(backend, Shape.of(517, 203), 14);
          Operand c = blank(backend, Shape.of(301, 203));
          backend.matmul(a, false, b, false, c);
          Operand d = random(backend, Shape.of(301, 301), 15);
          backend.matmul(0.5, a, false, a, true, 2, d);
          return List.of(c, d);
        });
  }

  /** In C they have not the bits of BLAS, but their own at any number of threads. */
  @Test
  void convolutions() {
    for (boolean isInC : List.of(false, true)) {
      List<Backend> alike = isInC ? backends.subList(3, backends.size()) : backends.subList(0, 3);
      assertSameBits(
          alike,
          backend -> {
            List<Operand> results = new ArrayList<>();
            results.addAll(parts(backend, 40, 3, 70, 14, 1, 1));
            results.addAll(parts(backend, 7, 34, 17, 9, 2, 1));
            results.addAll(parts(backend, 19, 40, 40, 9, 1, 40));
            return results;
          });
    }
  }

  private static List<Operand> parts(
      Backend backend, long batch, long in, long out, long size, long stride, long groups) {
    List<Long> both = List.of(stride, stride);
    ConvolutionShape shape =
        new ConvolutionShape(
            List.of(size, size), List.of(3L, 3L), both, List.of(1L, 1L), List.of(1L, 1L), groups);
    List<Operand> given = new ArrayList<>();
    List<Operand> results = new ArrayList<>();
    for (ConvolutionPart part : ConvolutionPart.values()) {
      Shape of =
          shape.shape(
              part,
              part == ConvolutionPart.WEIGHT ? out : batch,
              switch (part) {
                case INPUT -> in;
                case WEIGHT -> in / groups;
                case OUTPUT -> out;
              });
      given.add(random(backend, of, 16 + part.ordinal()));
      results.add(blank(backend, of));
    }
    for (ConvolutionPart part : ConvolutionPart.values()) {
      List<Operand> all = new ArrayList<>(given);
      all.set(part.ordinal(), results.get(part.ordinal()));
      backend.convolve(shape, part, all.get(0), all.get(1), all.get(2));
    }
    return results;
  }
}
