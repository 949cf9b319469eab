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
