package dev.jacobian.kernel.print;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;
import java.util.List;

/**
 * One value of a {@link Structure}: an expression whose operands are numbers of other values, and
 * whose constants are slots. So two values are the same if and only if they are {@code equals}.
 */
public sealed interface NumberedValue {

  /** Returns the type. */
  DType dtype();

  /** Returns the numbers of the values that this one is computed from. */
  default List<Integer> operands() {
    return List.of();
  }

  /** Returns whether this is read from somewhere, not computed. */
  default boolean isLeaf() {
    return operands().isEmpty();
  }

  /** The element of an input of the kernel. */
  record Input(int index, DType dtype) implements NumberedValue {}

  /** A constant of the kernel, known by its slot, not its number. */
  record Constant(int slot, DType dtype) implements NumberedValue {}

  /** A number that is given with each run. */
  record Parameter(int index, DType dtype) implements NumberedValue {}

  /** The value of an earlier output, a reduction, for the group that a position belongs to. */
  record Reduced(int output, DType dtype) implements NumberedValue {}

  /** A function of one value. */
  record Unary(UnaryFunction function, int operand, DType dtype) implements NumberedValue {
    @Override
    public List<Integer> operands() {
      return List.of(operand);
    }
  }

  /** A function of two values of one type. */
  record Binary(BinaryFunction function, int left, int right, DType dtype)
      implements NumberedValue {
    @Override
    public List<Integer> operands() {
      return List.of(left, right);
    }
  }

  /** One of two values, chosen by a third. */
  record Select(int condition, int whenTrue, int whenFalse, DType dtype) implements NumberedValue {
    @Override
    public List<Integer> operands() {
      return List.of(condition, whenTrue, whenFalse);
    }
  }

  /** A value in another type. */
  record Convert(int operand, DType dtype) implements NumberedValue {
    @Override
    public List<Integer> operands() {
      return List.of(operand);
    }
  }
}
