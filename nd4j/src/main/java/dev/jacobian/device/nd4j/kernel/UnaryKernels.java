package dev.jacobian.device.nd4j.kernel;

import dev.jacobian.device.Operand;
import dev.jacobian.device.nd4j.call.NativeCalls;
import dev.jacobian.device.nd4j.call.Numbers;
import dev.jacobian.device.nd4j.call.Temporaries;
import dev.jacobian.device.nd4j.call.View;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;

/** Functions of one argument. */
final class UnaryKernels {
  private final NativeCalls calls;
  private final Copies copies;
  private final AccurateFunctions accurate;

  /** The table of libnd4j that a function stands in. */
  private enum Table {
    SAME,
    STRICT,
    FLOATING
  }

  /** A function's place in libnd4j. */
  private record Entry(Table table, int number) {}

  UnaryKernels(NativeCalls calls, Copies copies) {
    this.calls = calls;
    this.copies = copies;
    this.accurate = new AccurateFunctions(calls);
  }

  /** Computes {@code z = f(x)}; z has the type and size of x and may be x. */
  void apply(UnaryFunction function, Operand x, Operand z, Temporaries temporaries) {
    if (x.shape().size() == 0) {
      return;
    }
    if (!x.dtype().isFloating() && !function.isWhole() && function != UnaryFunction.FLOOR) {
      Operand wide = temporaries.allocate(DType.FLOAT64, x.shape());
      copies.copy(x, wide);
      apply(function, wide, wide, temporaries);
      copies.copy(wide, z);
      return;
    }
    switch (function) {
      case RELU -> {
        View number = calls.number(x.dtype(), 0);
        calls.scalar(Numbers.SCALAR_RELU, flat(x), number, flat(z));
      }
      case TANH -> accurate.tanh(x, z, temporaries);
      case LOG1P -> accurate.log1p(x, z, temporaries);
      case FLOOR -> {
        if (x.dtype().isFloating()) {
          call(entry(function), x, z);
        } else {
          copies.copy(x, z);
        }
      }
      default -> call(entry(function), x, z);
    }
  }

  /**
   * Adds a NaN to {@code z} wherever {@code x} is one, for functions of libnd4j that lose it.
   * Clipping to [-1, 1] keeps NaNs only, so that zero times its result is NaN there and zero
   * elsewhere.
   *
   * @param marks the result of {@link #markNaNs}
   */
  void addNaNs(Operand marks, Operand z) {
    calls.axpy(z.dtype(), 0, flat(marks), flat(z), flat(z));
  }

  /** Returns an array that is NaN where {@code x} is, and finite elsewhere. */
  Operand markNaNs(Operand x, Temporaries temporaries) {
    Operand marks = temporaries.allocate(x.dtype(), x.shape());
    calls.strict(Numbers.STRICT_HARD_TANH, flat(x), flat(marks));
    return marks;
  }

  private View flat(Operand operand) {
    return calls.view(operand, Shape.of(operand.shape().size()));
  }

  private void call(Entry entry, Operand x, Operand z) {
    switch (entry.table()) {
      case SAME -> calls.same(entry.number(), flat(x), flat(z));
      case STRICT -> calls.strict(entry.number(), flat(x), flat(z));
      case FLOATING -> calls.floating(entry.number(), flat(x), flat(z));
    }
  }

  private static Entry entry(UnaryFunction function) {
    return switch (function) {
      case ABS -> new Entry(Table.SAME, 0);
      case SIGN -> new Entry(Table.SAME, 1);
      case NEG -> new Entry(Table.SAME, 3);
      case RECIPROCAL -> new Entry(Table.SAME, 11);
      case FLOOR -> new Entry(Table.SAME, Numbers.SAME_FLOOR);
      case COS -> new Entry(Table.STRICT, 22);
      case EXP -> new Entry(Table.STRICT, 23);
      case LOG -> new Entry(Table.STRICT, 24);
      case SIGMOID -> new Entry(Table.STRICT, 26);
      case SIN -> new Entry(Table.STRICT, 27);
      case SOFTSIGN -> new Entry(Table.STRICT, 34);
      case ERF -> new Entry(Table.STRICT, 45);
      case SQRT -> new Entry(Table.FLOATING, 1);
      default ->
          throw new IllegalArgumentException(function + " is not one call without arguments");
    };
  }
}
