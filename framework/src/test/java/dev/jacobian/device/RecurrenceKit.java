package dev.jacobian.device;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recurrences and their gradients, a product and a kernel for each step, against plain loops. */
abstract class RecurrenceKit extends KernelKit {
  private static final Backend PLAIN = ReferenceBackend.install(Device.cuda(8));
  private static final int STEPS = 3;
  private static final int ROWS = 4;
  private static final int UNITS = 5;

  @ParameterizedTest
  @EnumSource(RecurrentCell.class)
  void isThatOfPlainLoops(RecurrentCell cell) {
    for (DType dtype : FLOATING) {
      for (boolean masked : new boolean[] {false, true}) {
        for (boolean reverse : new boolean[] {false, true}) {
          check(new Recurrence(cell, reverse, masked, true), dtype);
        }
      }
    }
  }

  private void check(Recurrence op, DType dtype) {
    RecurrentCell cell = op.cell();
    int gates = cell.gates() * UNITS;
    List<Values> in = new ArrayList<>();
    in.add(Values.random(dtype, Shape.of(STEPS, ROWS, gates), 1));
    in.add(Values.random(dtype, Shape.of(gates, UNITS), 2));
    in.add(Values.random(dtype, Shape.of(ROWS, UNITS), 3));
    if (cell.hasCell()) {
      in.add(Values.random(dtype, Shape.of(ROWS, UNITS), 4));
    } else if (cell.hasInnerBias()) {
      in.add(Values.random(dtype, Shape.of(UNITS), 4));
    }
    if (op.masked()) {
      in.add(Values.generate(dtype, Shape.of(STEPS, ROWS, 1), i -> i % 3 == 1 ? 0 : 1));
    }
    Values states = compare(op, in);
    List<Values> all = new ArrayList<>(in.subList(1, in.size()));
    all.add(states);
    all.add(Values.random(dtype, states.shape(), 5));
    compare(new RecurrenceGradient(op), all);
  }

  /** Many sequences are computed in parts, of which each is what a part's sequences are alone. */
  @ParameterizedTest
  @EnumSource(RecurrentCell.class)
  void sequencesDependOnNoOthers(RecurrentCell cell) {
    int many = 35;
    int first = 16;
    int count = 4;
    Recurrence op = new Recurrence(cell, false, false, true);
    int gates = cell.gates() * UNITS;
    int kept = cell.hasCell() || cell.hasInnerBias() ? 4 : 0;
    List<Values> all = new ArrayList<>();
    all.add(Values.random(DType.FLOAT64, Shape.of(STEPS, many, gates), 1));
    all.add(Values.random(DType.FLOAT64, Shape.of(gates, UNITS), 2));
    all.add(Values.random(DType.FLOAT64, Shape.of(many, UNITS), 3));
    List<Values> some = new ArrayList<>();
    some.add(rows(all.get(0), many, first, count, gates));
    some.add(all.get(1));
    some.add(rows(all.get(2), many, first, count, UNITS));
    if (cell.hasCell()) {
      all.add(Values.random(DType.FLOAT64, Shape.of(many, UNITS), 4));
      some.add(rows(all.get(3), many, first, count, UNITS));
    } else if (cell.hasInnerBias()) {
      all.add(Values.random(DType.FLOAT64, Shape.of(UNITS), 4));
      some.add(all.get(3));
    }
    int[] states = new int[kept + (cell.hasCell() ? 2 : 1)];
    Arrays.fill(states, UNITS);
    Values result = computed(backend(), op, all);
    Values expected = computed(backend(), op, some);
    rows(result, many, first, count, states).assertClose(expected, 1e-12, ones(expected), "states");
    Values gradient = Values.random(DType.FLOAT64, result.shape(), 5);
    List<Values> back = new ArrayList<>(all.subList(1, all.size()));
    back.addAll(List.of(result, gradient));
    List<Values> someBack = new ArrayList<>(some.subList(1, some.size()));
    someBack.addAll(List.of(expected, rows(gradient, many, first, count, states)));
    RecurrenceGradient opBack = new RecurrenceGradient(op);
    Values gradients = computed(backend(), opBack, someBack);
    int[] products = cell.hasInnerBias() ? new int[] {gates, gates} : new int[] {gates};
    Values sequences = rows(computed(backend(), opBack, back), many, first, count, products);
    double[] data = Arrays.copyOf(gradients.data(), sequences.data().length);
    Values beginning = Values.of(DType.FLOAT64, sequences.shape(), data);
    sequences.assertClose(beginning, 1e-12, ones(beginning), "gradients");
  }

  private static double[] ones(Values like) {
    double[] ones = new double[like.data().length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Returns some rows of each matrix in arrays of {@code [t, many, width]}, one after another. */
  private static Values rows(Values whole, int many, int first, int count, int... widths) {
    double[] rows = new double[whole.data().length];
    int size = 0;
    int start = 0;
    for (int width : widths) {
      int steps = whole.shape().rank() == 2 ? 1 : STEPS;
      for (int t = 0; t < steps; t++) {
        int from = start + (t * many + first) * width;
        System.arraycopy(whole.data(), from, rows, size, count * width);
        size += count * width;
      }
      start += steps * many * width;
    }
    Shape shape =
        whole.shape().rank() == 1
            ? Shape.of(size)
            : whole.shape().withDim(whole.shape().rank() - 2, count);
    return Values.of(whole.dtype(), shape, Arrays.copyOf(rows, size));
  }

  private Values compare(Op op, List<Values> in) {
    Values expected = computed(PLAIN, op, in);
    double[] magnitude = new double[expected.data().length];
    Arrays.fill(magnitude, Arrays.stream(expected.data()).map(Math::abs).max().orElse(0));
    computed(backend(), op, in)
        .assertClose(expected, 20 * tolerance(expected.dtype()), magnitude, op.toString());
    return expected;
  }

  private static Values computed(Backend backend, Op op, List<Values> in) {
    List<TensorSpec> specs =
        in.stream().map(values -> new TensorSpec(values.shape(), values.dtype())).toList();
    TensorSpec spec = op.infer(specs.toArray(TensorSpec[]::new));
    Operand[] operands = new Operand[in.size()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = new Operand(backend.memory().allocate(specs.get(i)), specs.get(i).shape());
      backend.upload(in.get(i).toJavaArray(), 0, operands[i]);
    }
    Operand output = new Operand(backend.memory().allocate(spec), spec.shape());
    ((Lowering.Direct) op.lower(specs, spec)).run(backend, operands, output);
    Object array = JavaArrays.allocate(spec.dtype(), spec.shape().size());
    backend.download(output, array, 0);
    return Values.fromJavaArray(spec.dtype(), spec.shape(), array, 0);
  }
}
