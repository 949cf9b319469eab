package dev.jacobian.device.nd4j;

import dev.jacobian.device.Operand;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;

/**
 * Kernels that move elements and compute nothing: all are one assignment between two descriptions
 * of memory, of which one or both have strides that are not row-major. No operand is empty.
 */
final class Copies {
  private final NativeCalls calls;

  Copies(NativeCalls calls) {
    this.calls = calls;
  }

  /** Copies all elements in order; the output's type may be another one. */
  void copy(Operand input, Operand output) {
    Shape flat = Shape.of(output.shape().size());
    boolean isNumbers = input.dtype() == DType.BOOL && output.dtype() != DType.BOOL;
    // libnd4j converts bytes five times as fast as truth values.
    View from =
        isNumbers
            ? new View(NativeCalls.handle(input), calls.shapes().ofBytes(flat))
            : calls.view(input, flat);
    calls.assign(from, calls.view(output, flat));
  }

  /** Writes one value to all elements. */
  void fill(Operand output, double value) {
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

  void permute(Operand input, int[] permutation, Operand output) {
    if (permutation.length == 0) {
      copy(input, output);
      return;
    }
    long[] own = input.shape().strides();
    long[] strides = new long[permutation.length];
    for (int i = 0; i < permutation.length; i++) {
      strides[i] = own[permutation[i]];
    }
    ShapeInfo read = calls.shapes().of(input.dtype(), output.shape(), strides);
    calls.assign(new View(NativeCalls.handle(input), read), calls.view(output));
  }

  /** Copies a range along an axis of {@code whole} to {@code part}. */
  void slice(Operand whole, int axis, long start, long step, Operand part) {
    try (Entries entries = new Entries(whole, axis, start, step, part.shape().dim(axis))) {
      calls.assign(entries.view, calls.view(part, entries.shape));
    }
  }

  /** Copies {@code part} to a range along an axis of {@code whole}. */
  void sliceAssign(Operand part, int axis, long start, long step, Operand whole) {
    try (Entries entries = new Entries(whole, axis, start, step, part.shape().dim(axis))) {
      calls.assign(calls.view(part, entries.shape), entries.view);
    }
  }

  /** Every step-th entry of a range along one axis, as an array of as few axes as describe it. */
  private final class Entries implements AutoCloseable {
    private final Range range;
    private final Shape shape;
    private final View view;

    Entries(Operand whole, int axis, long start, long step, long count) {
      Shape all = whole.shape();
      long outer = all.product(0, axis);
      long inner = all.product(axis + 1, all.rank());
      long distance = all.dim(axis) * inner;
      range = Range.of(calls, whole, start * inner, all.size() - start * inner);
      if (step == 1 && outer == 1) {
        shape = Shape.of(count * inner);
        view = range.as(shape);
      } else if (step == 1) {
        shape = Shape.of(outer, count * inner);
        view = range.as(shape, new long[] {distance, 1});
      } else if (outer == 1) {
        shape = Shape.of(count, inner);
        view = range.as(shape, new long[] {step * inner, 1});
      } else {
        shape = Shape.of(outer, count, inner);
        view = range.as(shape, new long[] {distance, step * inner, 1});
      }
    }

    @Override
    public void close() {
      range.close();
    }
  }
}
