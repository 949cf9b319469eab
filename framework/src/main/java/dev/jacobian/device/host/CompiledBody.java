package dev.jacobian.device.host;

import dev.jacobian.device.DataChecks;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.java.KernelBody;
import dev.jacobian.shape.DType;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Expressions as compiled code. */
final class CompiledBody implements Evaluator {
  private final KernelBody body;
  private final int inputs;
  private final List<Expr> values;
  private final boolean[] reads;
  private final Lane[] lanes;

  /**
   * Makes an evaluator.
   *
   * @param inputs how many there are
   * @param values what the body computes
   */
  CompiledBody(KernelBody body, int inputs, List<Expr> values) {
    this.body = body;
    this.inputs = inputs;
    this.values = values;
    this.reads = new boolean[inputs];
    everyNode(
        values,
        expression -> {
          if (expression instanceof Expr.Input input) {
            reads[input.index()] = true;
          }
        });
    this.lanes = values.stream().map(value -> Lane.of(value.dtype())).toArray(Lane[]::new);
  }

  @Override
  public int slotCount() {
    return inputs + lanes.length;
  }

  @Override
  public boolean reads(int input) {
    return reads[input];
  }

  @Override
  public int slotOf(int result) {
    return inputs + result;
  }

  @Override
  public void begin(Frame frame, double[] parameters, int length) {
    for (int i = 0; i < lanes.length; i++) {
      Object array = frame.take(lanes[i]);
      frame.slots[inputs + i] = array;
      frame.results[i] = array;
    }
  }

  @Override
  public void compute(Frame frame, double[] parameters, int count) {
    try {
      body.compute(frame.slots, parameters, frame.results, count);
    } catch (ArithmeticException e) {
      throw DataChecks.divisionByZero(dividedType(values));
    }
  }

  /** Returns the type of an integer division in the expressions. */
  static DType dividedType(List<Expr> values) {
    DType[] found = {DType.INT64};
    everyNode(
        values,
        expression -> {
          if (expression instanceof Expr.Binary binary
              && binary.function().dividesIntegers()
              && !binary.dtype().isFloating()) {
            found[0] = binary.dtype();
          }
        });
    return found[0];
  }

  private static void everyNode(List<Expr> values, Consumer<Expr> task) {
    Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Expr> open = new ArrayDeque<>(values);
    while (!open.isEmpty()) {
      Expr expression = open.removeFirst();
      if (seen.add(expression)) {
        task.accept(expression);
        open.addAll(expression.operands());
      }
    }
  }
}
