package dev.jacobian.device;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A convolution by what every backend has: for each tap of the windows, the elements under it are
 * copied out of the padded input and multiplied as matrices, or the products are added to them. It
 * takes memory for the padded input and for one tap of all windows.
 */
final class TapConvolution {
  private final Backend backend;
  private final ConvolutionShape shape;
  private final Operand input;
  private final Operand weight;
  private final Operand output;
  private final int groups;
  private final long batch;

  /** The channels of a group that come in, and that go out. */
  private final long in;

  private final long out;

  /** How many windows there are. */
  private final long windows;

  /** The elements under one tap, {@code [n, channels, windows...]}. */
  private final Shape under;

  private TapConvolution(
      Backend backend, ConvolutionShape shape, Operand input, Operand weight, Operand output) {
    this.backend = backend;
    this.shape = shape;
    this.input = input;
    this.weight = weight;
    this.output = output;
    this.groups = Math.toIntExact(shape.groups());
    this.batch = input.shape().dim(0);
    this.in = weight.shape().dim(1);
    this.out = weight.shape().dim(0) / groups;
    this.windows = output.shape().product(2, output.shape().rank());
    this.under = shape.shape(ConvolutionPart.OUTPUT, batch, input.shape().dim(1));
  }

  /** Computes one part from the two others: see {@link Backend#convolve}. */
  static void run(
      Backend backend,
      ConvolutionShape shape,
      ConvolutionPart result,
      Operand input,
      Operand weight,
      Operand output) {
    try (MemoryScope scope = MemoryScope.open()) {
      TapConvolution taps = new TapConvolution(backend, shape, input, weight, output);
      switch (result) {
        case INPUT -> taps.computeInput();
        case WEIGHT -> taps.computeWeight();
        case OUTPUT -> taps.computeOutput();
      }
    }
  }

  private Operand allocate(Shape dims) {
    return new Operand(backend.memory().allocate(new TensorSpec(dims, dtype())), dims);
  }

  private DType dtype() {
    return weight.dtype();
  }

  private Operand zeros(Shape dims) {
    Operand zeros = allocate(dims);
    backend
        .prepare(Kernel.filled(zeros.spec(), 0))
        .run(new Operand[0], new double[0], new Operand[] {zeros});
    return zeros;
  }

  /** Returns the sizes of the input with its padding. */
  private Shape paddedShape() {
    Shape padded = input.shape();
    for (int axis = 0; axis < shape.axes(); axis++) {
      padded = padded.withDim(axis + 2, padded.dim(axis + 2) + 2 * shape.padding().get(axis));
    }
    return padded;
  }

  /** Returns the part of the padded input that is the input. */
  private Operand inside(Operand padded) {
    Layout layout = padded.layout();
    for (int axis = 0; axis < shape.axes(); axis++) {
      long size = input.shape().dim(axis + 2);
      layout = layout.slice(axis + 2, shape.padding().get(axis), size, 1);
    }
    return padded.at(layout);
  }

  /** Returns the elements of the padded input that lie under a tap. */
  private Operand under(Operand padded, long tap) {
    Layout layout = padded.layout();
    long rest = tap;
    for (int axis = shape.axes() - 1; axis >= 0; axis--) {
      long place = rest % shape.kernel().get(axis);
      rest /= shape.kernel().get(axis);
      layout =
          layout.slice(
              axis + 2,
              place * shape.dilation().get(axis),
              shape.windows(axis),
              shape.stride().get(axis));
    }
    return padded.at(layout);
  }

  /** Returns the channels of a group as matrices {@code [n, channels, windows]}, packed or not. */
  private Operand group(Operand packed, int group, long channels) {
    Operand matrices = packed.as(Shape.of(batch, groups * channels, windows));
    return matrices.at(matrices.layout().slice(1, group * channels, channels, 1));
  }

  /** Returns the weights of a group under a tap, {@code [out, in]}. */
  private Operand weights(Operand all, int group, long tap) {
    Operand taps = all.as(Shape.of(groups * out, in, shape.taps()));
    Layout layout = taps.layout().slice(0, group * out, out, 1).slice(2, tap, 1, 1);
    return taps.at(
        Layout.of(Shape.of(out, in), layout.offset(), layout.stride(0), layout.stride(1)));
  }

  /** Returns the weights of a group under a tap once for each of the batch. */
  private Operand repeated(int group, long tap) {
    Operand once = allocate(Shape.of(out, in));
    backend.copy(weights(weight, group, tap), once);
    return once.at(Layout.of(Shape.of(batch, out, in), once.offset(), 0, in, 1));
  }

  private void computeOutput() {
    Operand padded = zeros(paddedShape());
    backend.copy(input, inside(padded));
    Operand sum = zeros(output.shape());
    Operand product = allocate(Shape.of(batch, out, windows));
    Operand entries = allocate(under);
    for (long tap = 0; tap < shape.taps(); tap++) {
      backend.copy(under(padded, tap), entries);
      for (int group = 0; group < groups; group++) {
        Operand mine = group(entries, group, in);
        backend.matmul(repeated(group, tap), false, mine, false, product);
        add(group(sum, group, out), product);
      }
    }
    backend.copy(sum, output);
  }

  private void computeInput() {
    Operand padded = zeros(paddedShape());
    Operand product = allocate(Shape.of(batch, in, windows));
    Operand entries = allocate(under);
    for (long tap = 0; tap < shape.taps(); tap++) {
      backend.copy(under(padded, tap), entries);
      for (int group = 0; group < groups; group++) {
        Operand mine = group(output, group, out);
        backend.matmul(repeated(group, tap), true, mine, false, product);
        add(group(entries, group, in), product);
      }
      backend.copy(entries, under(padded, tap));
    }
    backend.copy(inside(padded), input);
  }

  private void computeWeight() {
    Operand padded = zeros(paddedShape());
    backend.copy(input, inside(padded));
    Operand products = allocate(Shape.of(batch, out, in));
    Operand sum = allocate(Shape.of(1, out, in));
    Operand entries = allocate(under);
    PreparedKernel sums = sumOverBatch(products.spec());
    for (long tap = 0; tap < shape.taps(); tap++) {
      backend.copy(under(padded, tap), entries);
      for (int group = 0; group < groups; group++) {
        Operand left = group(output, group, out);
        backend.matmul(left, false, group(entries, group, in), true, products);
        sums.run(new Operand[] {products}, new double[0], new Operand[] {sum});
        backend.copy(sum.as(Shape.of(out, in)), weights(weight, group, tap));
      }
    }
  }

  private PreparedKernel sumOverBatch(TensorSpec products) {
    Expr x = new Expr.Input(0, dtype());
    Output sum = Output.reduced(x, Reducer.SUM, List.of(0));
    return backend.prepare(Kernel.of(products.shape(), List.of(products), List.of(sum)));
  }

  /** Adds values to elements that may lie apart. */
  private void add(Operand target, Operand values) {
    TensorSpec spec = values.spec();
    Operand present = allocate(spec.shape());
    backend.copy(target, present);
    Expr sum = new Expr.Input(0, dtype()).apply(BinaryFunction.ADD, new Expr.Input(1, dtype()));
    Output stored = Output.stored(sum, spec.shape());
    backend
        .prepare(
            Kernel.of(spec.shape(), new ArrayList<>(Collections.nCopies(2, spec)), List.of(stored)))
        .run(new Operand[] {present, values}, new double[0], new Operand[] {present});
    backend.copy(present, target);
  }
}
