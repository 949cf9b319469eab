package dev.jacobian.op;

import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The gradients of a {@link Recurrence} by ops that have gradients, step by step; as functions of
 * its inputs and of the states in its result.
 */
final class RecurrenceSteps {
  private final Recurrence of;
  private final RecurrentCell cell;
  private final GradientContext context;
  private final OpBuilder b;
  private final Shape sequence;
  private final Shape states;

  RecurrenceSteps(Recurrence of, GradientContext context) {
    this.of = of;
    this.cell = of.cell();
    this.context = context;
    this.b = context.builder();
    this.sequence = context.inputSpec(0).shape();
    this.states = sequence.withDim(2, context.inputSpec(2).shape().dim(1));
  }

  Value gradients() {
    long steps = sequence.dim(0);
    List<Value> inputGradients = new ArrayList<>();
    List<Value> stateGradients = new ArrayList<>();
    Value dh = b.fillLike(context.input(2), 0);
    Value dc = dh;
    for (long step = steps - 1; step >= 0; step--) {
      long t = of.reverse() ? steps - 1 - step : step;
      long before = step == 0 ? -1 : of.reverse() ? t + 1 : t - 1;
      List<Value> in = kept(t, before);
      in.add(b.add(row(context.gradient(), 0, t), dh));
      if (cell.hasCell()) {
        in.add(b.add(row(context.gradient(), states.size(), t), dc));
      }
      addMask(in, t);
      List<Value> gates = new ArrayList<>();
      for (int i = 0; i < cell.gates(); i++) {
        gates.add(result(true, i, in));
      }
      inputGradients.add(flat(b.apply(new Concat(1), gates.toArray(Value[]::new))));
      if (cell.hasInnerBias()) {
        gates.set(cell.gates() - 1, result(true, cell.gates(), in));
      }
      Value products = b.apply(new Concat(1), gates.toArray(Value[]::new));
      stateGradients.add(flat(products));
      dh =
          b.add(
              b.matmul(products, false, context.input(1), false), result(true, cell.passed(), in));
      if (cell.hasCell()) {
        dc = result(true, cell.passed() + 1, in);
      }
    }
    if (!of.reverse()) {
      Collections.reverse(inputGradients);
      Collections.reverse(stateGradients);
    }
    List<Value> all = new ArrayList<>(inputGradients);
    if (cell.hasInnerBias()) {
      all.addAll(stateGradients);
    }
    all.add(flat(dh));
    if (cell.hasCell()) {
      all.add(flat(dc));
    }
    return b.apply(new Concat(0), all.toArray(Value[]::new));
  }

  /** Returns what backward reads of a step, from the inputs and the states. */
  private List<Value> kept(long t, long before) {
    Value h = before < 0 ? context.input(2) : row(context.output(), 0, before);
    Value c = null;
    if (cell.hasCell()) {
      c = before < 0 ? context.input(3) : row(context.output(), states.size(), before);
    }
    List<Value> in = new ArrayList<>();
    addGates(in, step(context.input(0), t));
    addGates(in, b.matmul(h, false, context.input(1), true));
    in.add(h);
    if (c != null) {
      in.add(c);
    }
    if (cell.hasInnerBias()) {
      in.add(context.input(3));
    }
    addMask(in, t);
    List<Value> kept = new ArrayList<>();
    for (int i = 0; i < cell.kept(); i++) {
      kept.add(result(false, (cell.hasCell() ? 2 : 1) + i, in));
    }
    if (c != null) {
      kept.add(row(context.output(), states.size(), t));
      kept.add(c);
    } else {
      kept.add(cell.hasInnerBias() ? h : row(context.output(), 0, t));
    }
    return kept;
  }

  private Value result(boolean isBackward, int result, List<Value> in) {
    return b.apply(
        new RecurrentStep(cell, of.masked(), isBackward, result), in.toArray(Value[]::new));
  }

  private void addMask(List<Value> in, long t) {
    if (of.masked()) {
      in.add(step(context.input(context.inputCount() - 1), t));
    }
  }

  private void addGates(List<Value> in, Value products) {
    long h = states.dim(2);
    for (int i = 0; i < cell.gates(); i++) {
      in.add(b.apply(new Slice(1, i * h, h, 1), products));
    }
  }

  /** Returns a step of a sequence as a matrix. */
  private Value step(Value sequence, long t) {
    Shape shape = sequence.shape();
    Value one = b.apply(new Slice(0, t, 1, 1), sequence);
    return b.reshape(one, Shape.of(shape.dim(1), shape.dim(2)));
  }

  private Value row(Value whole, long start, long t) {
    return step(Attention.part(b, whole, start, states), t);
  }

  private Value flat(Value x) {
    return b.reshape(x, Shape.of(x.shape().size()));
  }
}
