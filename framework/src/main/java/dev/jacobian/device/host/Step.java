package dev.jacobian.device.host;

import dev.jacobian.device.DataChecks;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;

/** A node of an expression: computes a block of its values from those of its operands. */
abstract sealed class Step {
  /** The lane that values are computed in. */
  final Lane lane;

  /** The slot that values are written to. */
  final int out;

  private Step(Lane lane, int out) {
    this.lane = lane;
    this.out = out;
  }

  /** Computes the first elements of a slot from the first elements of others. */
  abstract void run(Object[] slots, int count);

  /** A function of one operand. */
  static final class Unary extends Step {
    private final DType dtype;
    private final UnaryFunction function;
    private final int operand;

    Unary(DType dtype, UnaryFunction function, int operand, int out) {
      super(Lane.of(dtype), out);
      this.dtype = dtype;
      this.function = function;
      this.operand = operand;
    }

    @Override
    void run(Object[] slots, int count) {
      lane.unary(function, slots[operand], slots[out], count);
      LongLane.narrow(dtype, slots[out], count);
    }
  }

  /** A function of two operands that is no comparison. */
  static final class Binary extends Step {
    private final DType dtype;
    private final BinaryFunction function;
    private final int left;
    private final int right;

    Binary(DType dtype, BinaryFunction function, int left, int right, int out) {
      super(Lane.of(dtype), out);
      this.dtype = dtype;
      this.function = function;
      this.left = left;
      this.right = right;
    }

    @Override
    void run(Object[] slots, int count) {
      try {
        lane.binary(function, slots[left], slots[right], slots[out], count);
      } catch (ArithmeticException e) {
        throw DataChecks.divisionByZero(dtype);
      }
      LongLane.narrow(dtype, slots[out], count);
    }
  }

  /** A comparison of two operands. */
  static final class Compare extends Step {
    private final Lane operands;
    private final BinaryFunction function;
    private final int left;
    private final int right;

    Compare(Lane operands, BinaryFunction function, int left, int right, int out) {
      super(LongLane.INSTANCE, out);
      this.operands = operands;
      this.function = function;
      this.left = left;
      this.right = right;
    }

    @Override
    void run(Object[] slots, int count) {
      operands.compare(function, slots[left], slots[right], (long[]) slots[out], count);
    }
  }

  /** One of two operands, by a third. */
  static final class Select extends Step {
    private final int condition;
    private final int whenTrue;
    private final int whenFalse;

    Select(Lane lane, int condition, int whenTrue, int whenFalse, int out) {
      super(lane, out);
      this.condition = condition;
      this.whenTrue = whenTrue;
      this.whenFalse = whenFalse;
    }

    @Override
    void run(Object[] slots, int count) {
      lane.select((long[]) slots[condition], slots[whenTrue], slots[whenFalse], slots[out], count);
    }
  }

  /** The operand in another type than bool. */
  static final class Convert extends Step {
    private final DType from;
    private final DType dtype;
    private final int operand;

    Convert(DType from, DType dtype, int operand, int out) {
      super(Lane.of(dtype), out);
      this.from = from;
      this.dtype = dtype;
      this.operand = operand;
    }

    @Override
    void run(Object[] slots, int count) {
      lane.convert(slots[operand], slots[out], count);
      if (from.isFloating() && slots[out] instanceof long[] whole) {
        LongLane.saturate(dtype, whole, count);
      } else {
        LongLane.narrow(dtype, slots[out], count);
      }
    }
  }
}
