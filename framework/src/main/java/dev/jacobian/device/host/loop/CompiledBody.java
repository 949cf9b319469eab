package dev.jacobian.device.host.loop;

import dev.jacobian.device.DataChecks;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.java.KernelBody;
import dev.jacobian.shape.DType;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Expressions as compiled code: computes the values of a kernel's results for a block of positions,
 * from inputs that lie in the first slots of a frame.
 */
final class CompiledBody {
  private final @Nullable KernelBody body;
  private final int inputs;
  private final List<Expr> values;
  private final boolean[] reads;
  private final Lane[] lanes;

  /**
   * Makes the code of a kernel.
   *
   * @param bodies gives it, if there is anything to compute
   */
  CompiledBody(Kernel kernel, Function<Kernel, KernelBody> bodies) {
    this.inputs = kernel.loads().size();
    this.values = kernel.outputs().stream().map(Output::value).toList();
    boolean isRead = values.stream().allMatch(Expr.Input.class::isInstance);
    this.body = isRead ? null : bodies.apply(kernel);
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

  /** Returns the number of slots, with those of the inputs. */
  int slotCount() {
    return inputs + lanes.length;
  }

  /** Returns whether an input is read. */
  boolean reads(int input) {
    return reads[input];
  }

  /** Returns the slot that a result is in after {@link #compute}. */
  int slotOf(int result) {
    return body == null ? ((Expr.Input) values.get(result)).index() : inputs + result;
  }

  /** Takes arrays for the slots behind the inputs'. */
  void begin(Frame frame) {
    for (int i = 0; i < lanes.length && body != null; i++) {
      Object array = frame.take(lanes[i]);
      frame.slots[inputs + i] = array;
      frame.results[i] = array;
    }
  }

  /**
   * Computes the values of a block.
   *
   * @throws dev.jacobian.shape.DataException if integers are divided by zero
   */
  void compute(Frame frame, double[] parameters, int count) {
    if (body == null) {
      return;
    }
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
