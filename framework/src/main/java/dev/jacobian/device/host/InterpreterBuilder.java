package dev.jacobian.device.host;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns expressions into steps. A node that occurs several times, in one tree or in several, is
 * computed once. A slot is used again once its last reader has been given its own, which may then
 * be the same one.
 */
final class InterpreterBuilder {
  private static final Lane[] NO_LANES = {};
  private static final Step[] NO_STEPS = {};
  private static final Expr[] NO_NUMBERS = {};

  private final boolean[] reads;

  /** Nodes with operands; leaves have their slot without being counted. */
  private final Map<Expr, Node> nodes;

  private final List<Lane> lanes = new ArrayList<>(2);
  private final List<Step> steps = new ArrayList<>(1);
  private final List<Expr> numbers = new ArrayList<>(0);
  private final List<Integer> numberSlots = new ArrayList<>(0);
  private final List<FreeSlot> free = new ArrayList<>(0);

  /** What is known of a node: how many readers are to come, and where its values are. */
  private static final class Node {
    private int readers = 1;
    private int slot = -1;
  }

  private record FreeSlot(Lane lane, int slot) {}

  private InterpreterBuilder(boolean[] reads, Map<Expr, Node> nodes) {
    this.reads = reads;
    this.nodes = nodes;
  }

  /**
   * Returns the interpreter of expressions over some inputs.
   *
   * @param inputs how many there are
   */
  static Interpreter build(int inputs, Expr... expressions) {
    boolean isOneStep = expressions.length == 1 && hasLeavesOnly(expressions[0]);
    // Single ops are the bulk of eager work; they do without the count.
    InterpreterBuilder builder =
        new InterpreterBuilder(new boolean[inputs], isOneStep ? Map.of() : new IdentityHashMap<>());
    int[] results = new int[expressions.length];
    if (isOneStep) {
      results[0] =
          isLeaf(expressions[0]) ? builder.leaf(expressions[0]) : builder.emit(expressions[0]);
    } else {
      for (Expr expression : expressions) {
        // A result is read by whoever takes it, after all steps.
        builder.count(expression);
      }
      for (int i = 0; i < results.length; i++) {
        results[i] = builder.place(expressions[i]);
      }
    }
    return builder.finish(results);
  }

  private Interpreter finish(int[] results) {
    int[] filled = new int[numberSlots.size()];
    for (int i = 0; i < filled.length; i++) {
      filled[i] = numberSlots.get(i);
    }
    return new Interpreter(
        lanes.toArray(NO_LANES),
        steps.toArray(NO_STEPS),
        numbers.toArray(NO_NUMBERS),
        filled,
        results,
        reads);
  }

  private static boolean isLeaf(Expr expression) {
    return expression instanceof Expr.Input
        || expression instanceof Expr.Constant
        || expression instanceof Expr.Parameter;
  }

  private static boolean hasLeavesOnly(Expr expression) {
    if (expression instanceof Expr.Binary binary) {
      return isLeaf(binary.left()) && isLeaf(binary.right());
    }
    if (expression instanceof Expr.Unary unary) {
      return isLeaf(unary.operand());
    }
    if (expression instanceof Expr.Select select) {
      return isLeaf(select.condition()) && isLeaf(select.whenTrue()) && isLeaf(select.whenFalse());
    }
    return isLeaf(expression)
        || (expression instanceof Expr.Convert convert && isLeaf(convert.operand()));
  }

  private void count(Expr expression) {
    if (isLeaf(expression)) {
      return;
    }
    Node known = nodes.putIfAbsent(expression, new Node());
    if (known != null) {
      known.readers++;
    } else {
      expression.operands().forEach(this::count);
    }
  }

  /** Emits what computes an expression, unless that has been done, and returns its slot. */
  private int place(Expr expression) {
    if (isLeaf(expression)) {
      return leaf(expression);
    }
    Node node = node(expression);
    if (node.slot < 0) {
      node.slot = emit(expression);
    }
    return node.slot;
  }

  private Node node(Expr expression) {
    Node node = nodes.get(expression);
    if (node == null) {
      throw new IllegalStateException(expression + " was not counted");
    }
    return node;
  }

  private int leaf(Expr expression) {
    if (expression instanceof Expr.Input input) {
      reads[input.index()] = true;
      return input.index();
    }
    return number(expression);
  }

  private int emit(Expr expression) {
    if (expression instanceof Expr.Unary unary) {
      int operand = place(unary.operand());
      release(unary.operand());
      int out = take(unary.dtype());
      return add(new Step.Unary(unary.dtype(), unary.function(), operand, out));
    }
    if (expression instanceof Expr.Binary binary) {
      return emit(binary);
    }
    if (expression instanceof Expr.Select select) {
      int condition = place(select.condition());
      int whenTrue = place(select.whenTrue());
      int whenFalse = place(select.whenFalse());
      release(select.condition());
      release(select.whenTrue());
      release(select.whenFalse());
      Lane lane = Lane.of(select.dtype());
      int out = take(select.dtype());
      return add(new Step.Select(lane, condition, whenTrue, whenFalse, out));
    }
    return emit((Expr.Convert) expression);
  }

  private int emit(Expr.Binary binary) {
    int left = place(binary.left());
    int right = place(binary.right());
    release(binary.left());
    release(binary.right());
    int out = take(binary.dtype());
    Lane operands = Lane.of(binary.left().dtype());
    return binary.function().isComparison()
        ? add(new Step.Compare(operands, binary.function(), left, right, out))
        : add(new Step.Binary(binary.dtype(), binary.function(), left, right, out));
  }

  private int emit(Expr.Convert convert) {
    Expr operand = convert.operand();
    int from = place(operand);
    release(operand);
    if (convert.dtype() == DType.BOOL) {
      int zero = number(new Expr.Constant(0, operand.dtype()));
      int out = take(DType.BOOL);
      Lane lane = Lane.of(operand.dtype());
      return add(new Step.Compare(lane, BinaryFunction.NE, from, zero, out));
    }
    return add(new Step.Convert(operand.dtype(), convert.dtype(), from, take(convert.dtype())));
  }

  private int add(Step step) {
    steps.add(step);
    return step.out;
  }

  private int number(Expr number) {
    int known = numbers.indexOf(number);
    if (known >= 0) {
      return numberSlots.get(known);
    }
    int slot = newSlot(Lane.of(number.dtype()));
    numbers.add(number);
    numberSlots.add(slot);
    return slot;
  }

  /** Counts a reader as done; the slot of a node without readers is free. */
  private void release(Expr expression) {
    if (isLeaf(expression)) {
      return;
    }
    Node node = node(expression);
    node.readers--;
    if (node.readers == 0) {
      free.add(new FreeSlot(Lane.of(expression.dtype()), node.slot));
    }
  }

  private int take(DType dtype) {
    Lane lane = Lane.of(dtype);
    for (int i = free.size() - 1; i >= 0; i--) {
      if (free.get(i).lane() == lane) {
        return free.remove(i).slot();
      }
    }
    return newSlot(lane);
  }

  private int newSlot(Lane lane) {
    lanes.add(lane);
    return reads.length + lanes.size() - 1;
  }
}
