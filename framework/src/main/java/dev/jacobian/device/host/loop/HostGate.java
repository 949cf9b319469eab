package dev.jacobian.device.host.loop;

import dev.jacobian.device.Operand;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.shape.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Zero where others are 0 or below, else float32 values: the backward pass of a rectifier. HotSpot
 * makes no vector instructions of a choice, nor of a float whose bits are looked at, so the
 * elements are loaded as integers; their bits say whether a float is above 0 or NaN.
 *
 * @param gate the input that has to be above 0, or NaN
 * @param value the input that is let through
 * @param size the number of elements
 * @param pass what does the same in C, as soon as that is compiled
 */
record HostGate(HostEngine engine, int gate, int value, long size, BlockPass pass)
    implements HostStep {
  /** The bits of infinity. Without their sign, those of a NaN are above it. */
  private static final int INFINITY = 0x7f800000;

  /**
   * Returns the gate that a kernel is, or null if it is none of this kind.
   *
   * @param steps what does the kernel's work else
   */
  static @Nullable HostGate of(HostEngine engine, Kernel kernel, List<HostStep> steps) {
    List<Load> loads = kernel.loads();
    Output output = kernel.outputs().get(0);
    return kernel.outputs().size() == 1
            && output.isWhole(kernel.space())
            && steps.size() == 1
            && steps.get(0) instanceof BlockPass pass
            && output.value() instanceof Expr.Select select
            && select.dtype() == DType.FLOAT32
            && select.condition() instanceof Expr.Binary comparison
            && comparison.function() == BinaryFunction.LE
            && comparison.left() instanceof Expr.Input gate
            && gate.dtype() == DType.FLOAT32
            && isZero(comparison.right())
            && isZero(select.whenTrue())
            && select.whenFalse() instanceof Expr.Input value
            && loads.get(gate.index()).isWhole(kernel.space())
            && loads.get(value.index()).isWhole(kernel.space())
        ? new HostGate(engine, gate.index(), value.index(), kernel.space().size(), pass)
        : null;
  }

  private static boolean isZero(Expr expression) {
    return expression instanceof Expr.Constant constant
        && Double.doubleToRawLongBits(constant.value()) == 0;
  }

  @Override
  public void run(Operand[] inputs, double[] parameters, Operand[] outputs) {
    if (pass.ready() != null) {
      pass.run(inputs, parameters, outputs);
      return;
    }
    HostBlock gates = HostBlock.of(inputs[gate]);
    HostBlock values = HostBlock.of(inputs[value]);
    HostBlock target = HostBlock.of(outputs[0]);
    Division.over(engine, size, (from, to) -> run(engine.frame(), gates, values, target, from, to));
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
