package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a {@link RecurrenceGradient}: at each step, last to first, one kernel and one product, for
 * the same sequences together as {@link RecurrenceForward}.
 */
record RecurrenceBackward(Recurrence of, long steps, DeviceCalls calls)
    implements Lowering.OfCalls {
  @Override
  public void run(Backend backend, Operand[] inputs, Operand output) {
    if (output.shape().size() > 0) {
      RowRange.inParts(
          backend, inputs[1].shape().dim(0), rows -> run(backend, inputs, output, rows));
    }
  }

  private void run(Backend backend, Operand[] inputs, Operand output, RowRange rows) {
    RecurrentCell cell = of.cell();
    Shape state = inputs[1].shape();
    Operand result = inputs[inputs.length - 2];
    Operand gradient = inputs[inputs.length - 1];
    Shape gates = state.withDim(1, cell.gates() * state.dim(1));
    long sequence = steps * state.size();
    long ends = steps * gates.size() * (cell.hasInnerBias() ? 2 : 1);
    try (MemoryScope scope = MemoryScope.open()) {
      Operand dh = zeros(backend, output, rows.of(state));
      Operand dc = cell.hasCell() ? zeros(backend, output, rows.of(state)) : dh;
      for (long step = steps - 1; step >= 0; step--) {
        long t = of.reverse() ? steps - 1 - step : step;
        long before = of.reverse() ? t + 1 : t - 1;
        List<Operand> read = new ArrayList<>();
        int states = cell.hasCell() ? 2 : 1;
        for (int i = 0; i < cell.kept(); i++) {
          read.add(rows.at(result, sequence * (states + i), t, state));
        }
        if (cell.hasCell()) {
          read.add(rows.at(result, sequence, t, state));
          read.add(step == 0 ? rows.of(inputs[2]) : rows.at(result, sequence, before, state));
        } else if (cell.hasInnerBias()) {
          read.add(step == 0 ? rows.of(inputs[1]) : rows.at(result, 0, before, state));
        } else {
          read.add(rows.at(result, 0, t, state));
        }
        read.add(rows.at(gradient, 0, t, state));
        read.add(dh);
        if (cell.hasCell()) {
          read.add(rows.at(gradient, sequence, t, state));
          read.add(dc);
        }
        if (of.masked()) {
          read.add(rows.at(inputs[inputs.length - 3], 0, t, state.withDim(1, 1)));
        }
        List<Operand> written = new ArrayList<>();
        Operand products = rows.at(output, 0, t, gates);
        for (int i = 0; i < cell.gates(); i++) {
          written.add(products);
        }
        if (cell.hasInnerBias()) {
          // The others' gradients are those of the input's products.
          products = rows.at(output, steps * gates.size(), t, gates);
          for (int i = 0; i < cell.gates(); i++) {
            written.add(products);
          }
        }
        written.add(dh);
        if (cell.hasCell()) {
          written.add(dc);
        }
        calls.run(
            backend,
            rows.count(),
            () -> kernel(read, rows.of(state)),
            read.toArray(Operand[]::new),
            written.toArray(Operand[]::new));
        backend.matmul(1, products, false, inputs[0], false, 1, dh);
      }
      backend.copy(dh, rows.at(output, ends, 0, state));
      if (cell.hasCell()) {
        backend.copy(dc, rows.at(output, ends, 1, state));
      }
    }
  }

  private Operand zeros(Backend backend, Operand like, Shape shape) {
    Operand zeros = DeviceCalls.scratch(backend, like.dtype(), shape);
    calls.run(backend, shape, () -> Kernel.filled(zeros.spec(), 0), new Operand[0], zeros);
    return zeros;
  }

  private Kernel kernel(List<Operand> read, Shape space) {
    RecurrentCell cell = of.cell();
    List<Load> loads = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      loads.add(Load.of(read.get(i).dtype(), read.get(i).shape(), space));
    }
    Expr[] x = RecurrenceForward.inputs(loads);
    // What the loss gives, and what comes from the step after, are added.
    List<Expr> in = new ArrayList<>();
    int gradients = cell.backwardInputs() - (cell.hasCell() ? 2 : 1);
    for (int i = 0; i < gradients; i++) {
      in.add(x[i]);
    }
    for (int i = gradients; i + 1 < x.length; i += 2) {
      in.add(x[i].add(x[i + 1]));
    }
    if (of.masked()) {
      in.add(x[x.length - 1]);
    }
    List<Expr> results = cell.results(true, of.masked(), in.toArray(Expr[]::new));
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < cell.gates(); i++) {
      outputs.add(column(results.get(i), i, space));
    }
    if (cell.hasInnerBias()) {
      for (int i = 0; i < cell.gates(); i++) {
        outputs.add(column(results.get(i + 1 == cell.gates() ? i + 1 : i), i, space));
      }
    }
    for (Expr state : results.subList(cell.passed(), results.size())) {
      outputs.add(Output.stored(state, space));
    }
    return new Kernel(space, loads, outputs);
  }

  private Output column(Expr value, int gate, Shape space) {
    int gates = of.cell().gates();
    return new Output(value, new Store.Map(RecurrenceForward.column(gate, gates, space)));
  }
}
