package dev.jacobian.device.host;

import dev.jacobian.device.Hold;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.DType;
import org.jspecify.annotations.Nullable;

/**
 * Zero where others are 0 or below, else float32 values: the backward pass of a rectifier. HotSpot
 * makes no vector instructions of a choice, nor of a float whose bits are looked at, so the
 * elements are loaded as integers; their bits say whether a float is above 0 or NaN.
 *
 * @param gate the input that has to be above 0, or NaN
 * @param value the input that is let through
 */
record HostGate(int gate, int value) {
  /** The bits of infinity. Without their sign, those of a NaN are above it. */
  private static final int INFINITY = 0x7f800000;

  /** Returns the gate that an expression is, or null if it is none of this kind. */
  static @Nullable HostGate of(Expr expression) {
    return expression instanceof Expr.Select select
            && select.dtype() == DType.FLOAT32
            && select.condition() instanceof Expr.Binary comparison
            && comparison.function() == BinaryFunction.LE
            && comparison.left() instanceof Expr.Input gate
            && gate.dtype() == DType.FLOAT32
            && isZero(comparison.right())
            && isZero(select.whenTrue())
            && select.whenFalse() instanceof Expr.Input value
        ? new HostGate(gate.index(), value.index())
        : null;
  }

  private static boolean isZero(Expr expression) {
    return expression instanceof Expr.Constant constant
        && Double.doubleToRawLongBits(constant.value()) == 0;
  }

  /** Returns whether no input of this gate is stretched. */
  boolean fits(Operand[] inputs, Operand output) {
    long size = output.shape().size();
    return inputs[gate].shape().size() == size && inputs[value].shape().size() == size;
  }

  /** Computes the output, which may be an input. */
  void run(HostEngine engine, Operand[] inputs, Operand output) {
    Hold.during(
        () -> {
          HostBlock gates = HostBlock.of(inputs[gate]);
          HostBlock values = HostBlock.of(inputs[value]);
          HostBlock target = HostBlock.of(output);
          Division.over(
              engine,
              output.shape().size(),
              (from, to) -> run(engine.frame(), gates, values, target, from, to));
        },
        inputs[gate],
        inputs[value],
        output);
  }

  private static void run(
      Frame frame, HostBlock gates, HostBlock values, HostBlock target, long from, long to) {
    int[] gateBits = frame.bits();
    int[] valueBits = frame.secondBits();
    for (long at = from; at < to; at += Frame.BLOCK) {
      int count = (int) Math.min(Frame.BLOCK, to - at);
      gates.getBits(at, gateBits, count);
      values.getBits(at, valueBits, count);
      apply(gateBits, valueBits, count);
      target.putBits(at, valueBits, count);
    }
  }

  private static void apply(int[] gates, int[] values, int count) {
    for (int i = 0; i < count; i++) {
      int bits = gates[i];
      // The sign bit says: above zero's bits and not negative, or a NaN's.
      values[i] &= ((-bits & ~bits) | (INFINITY - (bits & Integer.MAX_VALUE))) >> 31;
    }
  }
}
