package dev.jacobian.kernel.print;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.DType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the values of expressions so that equal ones get one number. Expressions share subtrees:
 * an object that has been seen is not walked again, so the work grows with the number of objects
 * and not with the size of the tree, and a stack of its own stands in for recursion, so depth does
 * not matter.
 */
public final class ValueNumbering {
  private final IdentityHashMap<Expr, Integer> known = new IdentityHashMap<>();
  private final Map<NumberedValue, Integer> numbers = new HashMap<>();
  private final List<NumberedValue> values = new ArrayList<>();
  private final Map<Expr.Constant, Integer> slots = new HashMap<>();
  private final List<Double> constants = new ArrayList<>();

  /** Returns the number of an expression's value. */
  public int number(Expr expression) {
    Deque<Expr> open = new ArrayDeque<>();
    open.push(expression);
    while (!open.isEmpty()) {
      Expr next = open.peek();
      List<Expr> operands = next.operands();
      boolean isReady = true;
      for (int i = operands.size() - 1; i >= 0; i--) {
        if (!known.containsKey(operands.get(i))) {
          open.push(operands.get(i));
          isReady = false;
        }
      }
      if (isReady) {
        open.pop();
        known.computeIfAbsent(next, this::numberOf);
      }
    }
    return numberOfKnown(expression);
  }

  /** Returns the values in the order of their numbers. */
  public List<NumberedValue> values() {
    return values;
  }

  /** Returns the numbers in the slots. */
  public List<Double> constants() {
    return constants;
  }

  private int numberOfKnown(Expr expression) {
    Integer number = known.get(expression);
    if (number == null) {
      throw new IllegalStateException("an operand was not numbered before its user");
    }
    return number;
  }

  private int numberOf(Expr expression) {
    if (expression instanceof Expr.Convert convert) {
      int operand = numberOfKnown(convert.operand());
      if (values.get(operand).dtype() == convert.dtype()) {
        return operand;
      }
    }
    NumberedValue value = value(expression);
    Integer number = numbers.get(value);
    if (number == null) {
      number = swapped(value);
    }
    if (number == null) {
      number = values.size();
      values.add(value);
      numbers.put(value, number);
    }
    return number;
  }

  private NumberedValue value(Expr expression) {
    if (expression instanceof Expr.Input input) {
      return new NumberedValue.Input(input.index(), input.dtype());
    }
    if (expression instanceof Expr.Constant constant) {
      return new NumberedValue.Constant(slot(constant), constant.dtype());
    }
    if (expression instanceof Expr.Parameter parameter) {
      return new NumberedValue.Parameter(parameter.index(), parameter.dtype());
    }
    if (expression instanceof Expr.Reduced reduced) {
      return new NumberedValue.Reduced(reduced.output(), reduced.dtype());
    }
    if (expression instanceof Expr.Unary unary) {
      int operand = numberOfKnown(unary.operand());
      return new NumberedValue.Unary(unary.function(), operand, values.get(operand).dtype());
    }
    if (expression instanceof Expr.Binary binary) {
      return binary(binary.function(), numberOfKnown(binary.left()), numberOfKnown(binary.right()));
    }
    if (expression instanceof Expr.Select select) {
      int whenTrue = numberOfKnown(select.whenTrue());
      return new NumberedValue.Select(
          numberOfKnown(select.condition()),
          whenTrue,
          numberOfKnown(select.whenFalse()),
          values.get(whenTrue).dtype());
    }
    Expr.Convert convert = (Expr.Convert) expression;
    return new NumberedValue.Convert(numberOfKnown(convert.operand()), convert.dtype());
  }

  private NumberedValue binary(BinaryFunction function, int left, int right) {
    return new NumberedValue.Binary(
        function, left, right, function.isComparison() ? DType.BOOL : values.get(left).dtype());
  }

  /** Returns the number of the value with its arguments exchanged, if that is the same value. */
  private @Nullable Integer swapped(NumberedValue value) {
    return value instanceof NumberedValue.Binary binary && binary.function().isCommutative()
        ? numbers.get(binary(binary.function(), binary.right(), binary.left()))
        : null;
  }

  private int slot(Expr.Constant constant) {
    return slots.computeIfAbsent(
        constant,
        key -> {
          constants.add(key.value());
          return constants.size() - 1;
        });
  }
}
