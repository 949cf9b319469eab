package dev.jacobian.kernel.print;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;

/**
 * How a programming language spells the values of a {@link Structure}. What is the same in all
 * C-like languages (names, order, common subexpressions, loops) is not here.
 */
public interface Dialect {

  /** Returns the type of a variable that holds a value of a type. */
  String variableType(DType dtype);

  /** Returns the type of the array elements that hold values of a type. */
  String elementType(DType dtype);

  /** Returns an array element, of {@link #elementType}, as a value to compute with. */
  Fragment load(DType dtype, Fragment element);

  /** Returns a value as an array element, of {@link #elementType}. */
  Fragment store(DType dtype, Fragment value);

  /** Returns whether an array that a loop writes may be one that it reads. */
  boolean writesOverInputs();

  /** Returns a number given as a double as a value to compute with. */
  Fragment number(DType dtype, Fragment number);

  /** Returns the function's value. */
  Fragment unary(UnaryFunction function, DType dtype, Fragment x);

  /**
   * Returns the function's value.
   *
   * @param dtype the arguments' type
   */
  Fragment binary(BinaryFunction function, DType dtype, Fragment left, Fragment right);

  /** Returns one of two values of a type. */
  Fragment select(DType dtype, Fragment condition, Fragment whenTrue, Fragment whenFalse);

  /** Returns a value in another type. */
  Fragment convert(DType from, DType to, Fragment x);
}
