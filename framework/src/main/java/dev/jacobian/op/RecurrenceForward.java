package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a {@link Recurrence}: at each step one product and one kernel. Sequences of a batch need
 * nothing of each other, so some of them go through all steps on one thread.
 */
record RecurrenceForward(Recurrence of, DeviceCalls calls) implements Lowering.OfCalls {
  @Override
  public void run(Backend backend, Operand[] inputs, Operand output) {
    if (output.shape().size() > 0) {
      RowRange.inParts(
          backend, inputs[2].shape().dim(0), rows -> run(backend, inputs, output, rows));
    }
  }

  private void run(Backend backend, Operand[] inputs, Operand output, RowRange rows) {
    RecurrentCell cell = of.cell();
    long steps = inputs[0].shape().dim(0);
    Shape state = inputs[2].shape();
    Shape gates = state.withDim(1, cell.gates() * state.dim(1));
    try (MemoryScope scope = MemoryScope.open()) {
      Operand products = DeviceCalls.scratch(backend, output.dtype(), rows.of(gates));
      Operand h = rows.of(inputs[2]);
      Operand c = cell.hasCell() ? rows.of(inputs[3]) : h;
      for (long step = 0; step < steps; step++) {
        long t = of.reverse() ? steps - 1 - step : step;
        backend.matmul(h, false, inputs[1], true, products);
        List<Operand> read = new ArrayList<>();
        Operand given = rows.at(inputs[0], 0, t, gates);
        for (int i = 0; i < cell.gates(); i++) {
          read.add(given);
        }
        for (int i = 0; i < cell.gates(); i++) {
          read.add(products);
        }
        read.add(h);
        List<Operand> written = new ArrayList<>();
        h = rows.at(output, 0, t, state);
        written.add(h);
        if (cell.hasCell()) {
          read.add(c);
          c = rows.at(output, steps * state.size(), t, state);
          written.add(c);
        }
        if (cell.hasInnerBias()) {
          read.add(inputs[3]);
        }
        if (of.masked()) {
          read.add(rows.at(inputs[inputs.length - 1], 0, t, state.withDim(1, 1)));
        }
        if (of.forBackward()) {
          for (int i = 0; i < cell.kept(); i++) {
            written.add(rows.at(output, written.size() * steps * state.size(), t, state));
          }
        }
        calls.run(
            backend,
            rows.count(),
            () -> kernel(read, rows.of(state)),
            read.toArray(Operand[]::new),
            written.toArray(Operand[]::new));
      }
    }
  }

  private Kernel kernel(List<Operand> read, Shape space) {
    RecurrentCell cell = of.cell();
    List<Load> loads = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      loads.add(
          i < 2 * cell.gates()
              ? column(read.get(i).dtype(), i % cell.gates(), cell.gates(), space)
              : Load.of(read.get(i).dtype(), read.get(i).shape(), space));
    }
    List<Expr> results = cell.results(false, of.masked(), inputs(loads));
    int states = cell.hasCell() ? 2 : 1;
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < (of.forBackward() ? results.size() : states); i++) {
      outputs.add(Output.stored(results.get(i), space));
    }
    return new Kernel(space, loads, outputs);
  }

  static Expr[] inputs(List<Load> loads) {
    Expr[] inputs = new Expr[loads.size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = new Expr.Input(i, loads.get(i).dtype());
    }
    return inputs;
  }

  /** Returns the load of the units of one gate. */
  static Load column(DType dtype, int gate, int gates, Shape space) {
    return new Load(dtype, column(gate, gates, space));
  }

  /** Returns where the units of one gate lie. */
  static IndexMap column(int gate, int gates, Shape space) {
    return IndexMap.of(gate * space.dim(1), gates * space.dim(1), 1);
  }
}
