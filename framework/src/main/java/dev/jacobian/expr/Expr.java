package dev.jacobian.expr;

import dev.jacobian.shape.DType;
import java.util.List;

/**
 * A scalar expression over the elements of some inputs: what one output element is, given the input
 * elements at its position. Trees are values: equal structure is {@code equals}.
 */
public sealed interface Expr {

  /** Returns the type of the value. */
  DType dtype();

  /** Returns the expressions that this one is computed from; none of a leaf. */
  default List<Expr> operands() {
    return List.of();
  }

  /** Returns whether this expression is computed from no other one. */
  default boolean isLeaf() {
    return operands().isEmpty();
  }

  /**
   * Returns this expression of other operands.
   *
   * @param operands as many as {@link #operands}, of their types
   */
  default Expr with(List<Expr> operands) {
    return this;
  }

  /**
   * Returns what of this expression's gradient goes to one of its operands: {@code dy} times the
   * derivative, or a constant 0.
   *
   * @param operand which of the {@link #operands}
   * @param y the value of this expression
   * @param dy the gradient of it, of its type
   */
  default Expr gradient(int operand, Expr y, Expr dy) {
    throw new IllegalStateException(this + " has no operands");
  }

  /** Returns a constant of this expression's type. */
  default Expr number(double value) {
    return new Constant(value, dtype());
  }

  /** Returns a function of this expression. */
  default Expr apply(UnaryFunction function) {
    return new Unary(function, this);
  }

  /** Returns a function of this expression and another one of its type. */
  default Expr apply(BinaryFunction function, Expr right) {
    return new Binary(function, this, right);
  }

  /** {@code -x}. */
  default Expr neg() {
    return apply(UnaryFunction.NEG);
  }

  /** {@code x + other}. */
  default Expr add(Expr other) {
    return apply(BinaryFunction.ADD, other);
  }

  /** {@code x + number}. */
  default Expr add(double number) {
    return add(number(number));
  }

  /** {@code x - other}. */
  default Expr sub(Expr other) {
    return apply(BinaryFunction.SUB, other);
  }

  /** {@code x * other}. */
  default Expr mul(Expr other) {
    return apply(BinaryFunction.MUL, other);
  }

  /** {@code x * number}. */
  default Expr mul(double number) {
    return mul(number(number));
  }

  /** {@code x / other}. */
  default Expr div(Expr other) {
    return apply(BinaryFunction.DIV, other);
  }

  /** Returns {@code whenTrue} where this bool expression holds, else {@code whenFalse}. */
  default Expr where(Expr whenTrue, Expr whenFalse) {
    return new Select(this, whenTrue, whenFalse);
  }

  /** Returns an expression's value in a type; the expression itself if it has that type. */
  static Expr converted(Expr expression, DType dtype) {
    return expression.dtype() == dtype ? expression : new Convert(expression, dtype);
  }

  /**
   * The element of an input.
   *
   * @param index which input, from 0
   * @param dtype type of its elements
   */
  record Input(int index, DType dtype) implements Expr {}

  /**
   * A constant.
   *
   * @param value the constant, exact in {@code dtype}'s range
   * @param dtype its type
   */
  record Constant(double value, DType dtype) implements Expr {}

  /**
   * A number that is given with each run of a kernel, such as a learning rate.
   *
   * @param index which of the kernel's numbers, from 0
   * @param dtype the type that the number is rounded to
   */
  record Parameter(int index, DType dtype) implements Expr {}

  /**
   * The value of an earlier output of the same kernel, a reduction, for the group of positions that
   * a position belongs to.
   *
   * @param output which of the kernel's outputs, from 0
   * @param dtype type of its elements
   */
  record Reduced(int output, DType dtype) implements Expr {}

  /**
   * A function of one expression; the type stays.
   *
   * @param function the function
   * @param operand its argument
   */
  record Unary(UnaryFunction function, Expr operand) implements Expr {
    @Override
    public DType dtype() {
      return operand.dtype();
    }

    @Override
    public List<Expr> operands() {
      return List.of(operand);
    }

    @Override
    public Expr with(List<Expr> operands) {
      return new Unary(function, operands.get(0));
    }

    @Override
    public Expr gradient(int index, Expr y, Expr dy) {
      return function.gradient(operand, y, dy);
    }
  }

  /**
   * A function of two expressions of one type.
   *
   * @param function the function
   * @param left its first argument
   * @param right its second argument
   */
  record Binary(BinaryFunction function, Expr left, Expr right) implements Expr {
    @Override
    public DType dtype() {
      return function.isComparison() ? DType.BOOL : left.dtype();
    }

    @Override
    public List<Expr> operands() {
      return List.of(left, right);
    }

    @Override
    public Expr with(List<Expr> operands) {
      return new Binary(function, operands.get(0), operands.get(1));
    }

    @Override
    public Expr gradient(int index, Expr y, Expr dy) {
      return function.gradient(index, left, right, y, dy);
    }
  }

  /**
   * One of two expressions, chosen by a truth value.
   *
   * @param condition a bool expression
   * @param whenTrue the value where it holds
   * @param whenFalse the value elsewhere, of the same type
   */
  record Select(Expr condition, Expr whenTrue, Expr whenFalse) implements Expr {
    @Override
    public DType dtype() {
      return whenTrue.dtype();
    }

    @Override
    public List<Expr> operands() {
      return List.of(condition, whenTrue, whenFalse);
    }

    @Override
    public Expr with(List<Expr> operands) {
      return new Select(operands.get(0), operands.get(1), operands.get(2));
    }

    @Override
    public Expr gradient(int index, Expr y, Expr dy) {
      Expr zero = dy.number(0);
      return switch (index) {
        case 1 -> condition.where(dy, zero);
        case 2 -> condition.where(zero, dy);
        default -> zero;
      };
    }
  }

  /**
   * The value converted to another type: towards zero from floating point to integer, limited to
   * its range, NaN to 0; {@code != 0} to bool.
   *
   * @param operand what is converted
   * @param dtype the type it is converted to
   */
  record Convert(Expr operand, DType dtype) implements Expr {
    @Override
    public List<Expr> operands() {
      return List.of(operand);
    }

    @Override
    public Expr with(List<Expr> operands) {
      return new Convert(operands.get(0), dtype);
    }

    @Override
    public Expr gradient(int index, Expr y, Expr dy) {
      boolean isSmooth = dtype.isFloating() && operand.dtype().isFloating();
      return isSmooth ? converted(dy, operand.dtype()) : operand.number(0);
    }
  }
}
