package dev.jacobian.device.nd4j.kernel;

import dev.jacobian.device.Operand;
import dev.jacobian.device.nd4j.call.NativeCalls;
import dev.jacobian.device.nd4j.call.Numbers;
import dev.jacobian.device.nd4j.call.Range;
import dev.jacobian.device.nd4j.call.ShapeInfo;
import dev.jacobian.device.nd4j.call.Temporaries;
import dev.jacobian.device.nd4j.call.View;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;

/**
 * Kernels that move elements and compute nothing: all are one assignment between two descriptions
 * of memory, of which one or both have strides that are not row-major. No operand is empty.
 */
public final class Copies {
  private final NativeCalls calls;

  public Copies(NativeCalls calls) {
    this.calls = calls;
  }

  /** Copies all elements in row-major order; the output's type may be another one. */
  public void copy(Operand input, Operand output) {
    if (input.layout().isContiguous() && output.layout().isContiguous()) {
      Shape flat = Shape.of(output.shape().size());
      copyForwards(input.as(flat), output.as(flat));
      return;
    }
    for (int axis = 0; axis < output.shape().rank(); axis++) {
      long size = output.shape().dim(axis);
      if (size > 1 && (input.layout().stride(axis) < 0 || output.layout().stride(axis) < 0)) {
        // libnd4j knows no strides that go backwards.
        for (long i = 0; i < size; i++) {
          copy(
              input.at(input.layout().slice(axis, i, 1, 1)),
              output.at(output.layout().slice(axis, i, 1, 1)));
        }
        return;
      }
    }
    copyForwards(input, output);
  }

  private void copyForwards(Operand input, Operand output) {
    boolean isNumbers =
        input.dtype() == DType.BOOL && output.dtype() != DType.BOOL && input.isPacked();
    try (Range from = Range.from(calls, input);
        Range to = Range.from(calls, output)) {
      // libnd4j converts bytes five times as fast as truth values.
      View read =
          isNumbers
              ? new View(NativeCalls.handle(input), calls.shapes().ofBytes(input.shape()))
              : from.as(input.layout());
      calls.assign(read, to.as(output.layout()));
    }
  }

  /** Writes one value to all elements. */
  public void fill(Operand output, double value) {
    View view = calls.view(output);
    calls.scalar(Numbers.SCALAR_SET, view, calls.number(output.dtype(), value), view);
  }

  /** Stretches an operand to the output's shape, which it broadcasts to. */
  void stretch(Operand input, Operand output) {
    if (input.shape().size() == output.shape().size()) {
      copy(input, output);
      return;
    }
    long[] strides = Broadcasting.strides(input.shape(), output.shape());
    ShapeInfo read = calls.shapes().of(input.dtype(), output.shape(), strides);
    calls.assign(new View(NativeCalls.handle(input), read), calls.view(output));
  }

  /**
   * Returns a term's elements at each position of a shape that it broadcasts to: its array, or a
   * temporary one.
   */
  Operand stretched(Term term, Shape shape, Temporaries temporaries) {
    if (term.isNumber()) {
      Operand filled = temporaries.allocate(term.dtype(), shape);
      fill(filled, term.number());
      return filled;
    }
    Operand elements = term.elements();
    if (elements.shape().size() == shape.size()) {
      return elements;
    }
    Operand stretched = temporaries.allocate(term.dtype(), shape);
    stretch(elements, stretched);
    return stretched;
  }
}
