package dev.jacobian.device.host;

import dev.jacobian.device.DataChecks;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;

/** A node of an expression during evaluation: makes one block after the other of its values. */
abstract sealed class Step {
  private final Lane lane;
  private final boolean isScratch;

  /** Holds the present block from index 0 on. */
  Object array;

  private Step(Lane lane, Object array, boolean isScratch) {
    this.lane = lane;
    this.array = array;
    this.isScratch = isScratch;
  }

  /** Makes the values at {@code [start, start + count)} of the output. */
  abstract void run(int start, int count);

  final Lane lane() {
    return lane;
  }

  /**
   * Returns whether the array is written for each block, and free for others once this step has
   * been read.
   */
  final boolean isScratch() {
    return isScratch;
  }

  /** An array that holds the values already. */
  static final class Ready extends Step {
    Ready(Lane lane, Object array) {
      super(lane, array, false);
    }

    @Override
    void run(int start, int count) {}
  }

  /** The elements of an input of the output's size. */
  static final class Load extends Step {
    private final HostBlock input;

    Load(Lane lane, Object array, HostBlock input) {
      super(lane, array, true);
      this.input = input;
    }

    @Override
    void run(int start, int count) {
      input.load(start, 1, array, 0, count);
    }
  }

  /** The elements of an input that is stretched to the output's shape. */
  static final class Stretch extends Step {
    private final HostBlock input;
    private final StretchedRuns runs;

    Stretch(Lane lane, Object array, HostBlock input, StretchedRuns runs) {
      super(lane, array, true);
      this.input = input;
      this.runs = runs;
    }

    @Override
    void run(int start, int count) {
      runs.load(input, start, array, count);
    }
  }

  /** A function of one operand. */
  static final class Unary extends Step {
    private final DType dtype;
    private final UnaryFunction function;
    private final Step operand;

    Unary(Object array, DType dtype, UnaryFunction function, Step operand) {
      super(operand.lane(), array, true);
      this.dtype = dtype;
      this.function = function;
      this.operand = operand;
    }

    @Override
    void run(int start, int count) {
      operand.run(start, count);
      lane().unary(function, operand.array, array, count);
      LongLane.narrow(dtype, array, count);
    }
  }

  /** A function of two operands that is no comparison. */
  static final class Binary extends Step {
    private final DType dtype;
    private final BinaryFunction function;
    private final Step left;
    private final Step right;

    Binary(Object array, DType dtype, BinaryFunction function, Step left, Step right) {
      super(left.lane(), array, true);
      this.dtype = dtype;
      this.function = function;
      this.left = left;
      this.right = right;
    }

    @Override
    void run(int start, int count) {
      left.run(start, count);
      right.run(start, count);
      try {
        lane().binary(function, left.array, right.array, array, count);
      } catch (ArithmeticException e) {
        throw DataChecks.divisionByZero(dtype);
      }
      LongLane.narrow(dtype, array, count);
    }
  }

  /** A comparison of two operands. */
  static final class Compare extends Step {
    private final BinaryFunction function;
    private final Step left;
    private final Step right;

    Compare(Object array, BinaryFunction function, Step left, Step right) {
      super(LongLane.INSTANCE, array, true);
      this.function = function;
      this.left = left;
      this.right = right;
    }

    @Override
    void run(int start, int count) {
      left.run(start, count);
      right.run(start, count);
      left.lane().compare(function, left.array, right.array, (long[]) array, count);
    }
  }

  /** One of two operands, by a third. */
  static final class Select extends Step {
    private final Step condition;
    private final Step whenTrue;
    private final Step whenFalse;

    Select(Object array, Step condition, Step whenTrue, Step whenFalse) {
      super(whenTrue.lane(), array, true);
      this.condition = condition;
      this.whenTrue = whenTrue;
      this.whenFalse = whenFalse;
    }

    @Override
    void run(int start, int count) {
      condition.run(start, count);
      whenTrue.run(start, count);
      whenFalse.run(start, count);
      lane().select((long[]) condition.array, whenTrue.array, whenFalse.array, array, count);
    }
  }

  /** The operand in another type. */
  static final class Convert extends Step {
    private final DType dtype;
    private final Step operand;

    Convert(Object array, DType dtype, Step operand) {
      super(Lane.of(dtype), array, true);
      this.dtype = dtype;
      this.operand = operand;
    }

    @Override
    void run(int start, int count) {
      operand.run(start, count);
      lane().convert(operand.array, array, count);
      LongLane.narrow(dtype, array, count);
    }
  }
}
