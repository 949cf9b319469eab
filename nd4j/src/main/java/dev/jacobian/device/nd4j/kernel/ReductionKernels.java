package dev.jacobian.device.nd4j.kernel;

import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.Operand;
import dev.jacobian.device.nd4j.call.NativeCalls;
import dev.jacobian.device.nd4j.call.Nd4jBlock;
import dev.jacobian.device.nd4j.call.Numbers;
import dev.jacobian.device.nd4j.call.Temporaries;
import dev.jacobian.device.nd4j.call.View;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sums, extremes and positions of maxima. Neighbouring axes are merged first, so that one step
 * reduces the second axis of an array of rank 3; steps go from the last reduced axes to the first.
 */
public final class ReductionKernels {
  private static final Shape ONE = Shape.of(1);

  private final MemoryPool pool;
  private final NativeCalls calls;
  private final Copies copies;
  private final UnaryKernels unaries;
  private final SelectKernel selects;
  private final Sums sums;
  private final View firstAxis;
  private final View secondAxis;

  /** Buffers behind the axis arguments, which live as long as this object. */
  private final Nd4jBlock[] axisBlocks = new Nd4jBlock[2];

  /** Reduces the middle axis of {@code [outer, n, inner]}. */
  private record Step(long outer, long n, long inner) {
    Shape result() {
      return Shape.of(outer, inner);
    }
  }

  public ReductionKernels(MemoryPool pool, NativeCalls calls, Copies copies, Matmul matmul) {
    this.pool = pool;
    this.calls = calls;
    this.copies = copies;
    this.unaries = new UnaryKernels(calls, copies);
    this.selects = new SelectKernel(calls, copies);
    this.sums = new Sums(calls, matmul);
    this.firstAxis = axis(0);
    this.secondAxis = axis(1);
  }

  private View axis(int axis) {
    Nd4jBlock block = Nd4jBlock.owning(Nd4j.createBufferDetached(new int[] {axis}));
    axisBlocks[axis] = block;
    // CUDA reads it in both memories; after this, neither is written again.
    calls.ops().dbSyncToPrimary(block.handle());
    calls.ops().dbSyncToSpecial(block.handle());
    return new View(block.handle(), calls.shapes().of(DType.INT32, ONE));
  }

  /** Reduces axes of an input into an output that is not empty. */
  public void reduce(Reducer reduction, Operand input, int[] axes, Operand output) {
    if (input.shape().size() == 0) {
      copies.fill(output, 0);
      return;
    }
    List<Step> steps = steps(input.shape(), axes);
    if (steps.isEmpty()) {
      copies.copy(input, output);
      return;
    }
    try (Temporaries temporaries = new Temporaries(pool, calls)) {
      Operand elements = input;
      if (input.dtype() != output.dtype()) {
        elements = temporaries.allocate(output.dtype(), input.shape());
        copies.copy(input, elements);
      }
      run(reduction, steps, elements, output, temporaries);
      if (reduction != Reducer.SUM && input.dtype().isFloating()) {
        // libnd4j's maximum and minimum pass over NaNs.
        Operand marks = unaries.markNaNs(input, temporaries);
        Operand counts = temporaries.allocate(output.dtype(), output.shape());
        run(Reducer.SUM, steps, marks, counts, temporaries);
        unaries.addNaNs(counts, output);
      }
    }
  }

  /** Returns the steps, last axes first; axes of size 1 need none. */
  private static List<Step> steps(Shape shape, int[] axes) {
    boolean[] isReduced = new boolean[shape.rank()];
    for (int axis : axes) {
      isReduced[axis] = shape.dim(axis) != 1;
    }
    List<Step> steps = new ArrayList<>();
    long inner = 1;
    int axis = shape.rank() - 1;
    while (axis >= 0) {
      if (!isReduced[axis]) {
        inner *= shape.dim(axis--);
        continue;
      }
      long n = 1;
      while (axis >= 0 && (isReduced[axis] || shape.dim(axis) == 1)) {
        n *= shape.dim(axis--);
      }
      steps.add(new Step(shape.product(0, axis + 1), n, inner));
    }
    return steps;
  }

  private void run(
      Reducer reduction, List<Step> steps, Operand input, Operand output, Temporaries temporaries) {
    Operand from = input;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      boolean isLast = i == steps.size() - 1;
      Operand to = isLast ? output : temporaries.allocate(input.dtype(), step.result());
      if (reduction == Reducer.SUM && input.dtype().isFloating()) {
        if (!sums.apply(from, step.outer(), step.n(), step.inner(), to, temporaries)) {
          call(Numbers.REDUCE_SUM, step, from, to);
        }
      } else {
        call(number(reduction), step, from, to);
      }
      from = to;
    }
  }

  private static int number(Reducer reduction) {
    return switch (reduction) {
      case SUM -> Numbers.REDUCE_SUM;
      case PRODUCT -> Numbers.REDUCE_PRODUCT;
      case MAX -> Numbers.REDUCE_MAX;
      case MIN -> Numbers.REDUCE_MIN;
    };
  }

  private void call(int function, Step step, Operand x, Operand z) {
    if (step.outer() * step.inner() == 1) {
      calls.reduceAll(function, calls.view(x, Shape.of(step.n())), calls.view(z, ONE));
    } else if (step.outer() == 1) {
      View rows = calls.view(x, Shape.of(step.n(), step.inner()));
      calls.reduce(function, rows, firstAxis, calls.view(z, Shape.of(step.inner())));
    } else if (step.inner() == 1) {
      View rows = calls.view(x, Shape.of(step.outer(), step.n()));
      calls.reduce(function, rows, secondAxis, calls.view(z, Shape.of(step.outer())));
    } else {
      View whole = calls.view(x, Shape.of(step.outer(), step.n(), step.inner()));
      calls.reduce(function, whole, secondAxis, calls.view(z, step.result()));
    }
  }

  /** Finds the position of the largest element along an axis; neither operand is empty. */
  public void argmax(Operand input, int axis, Operand output) {
    Shape shape = input.shape();
    if (shape.rank() == 0 || shape.dim(axis) == 1) {
      copies.fill(output, 0);
      return;
    }
    Step step =
        new Step(shape.product(0, axis), shape.dim(axis), shape.product(axis + 1, shape.rank()));
    if (!input.dtype().isFloating()) {
      position(step, input, output);
      return;
    }
    try (Temporaries temporaries = new Temporaries(pool, calls)) {
      argmaxWithNaNs(step, input, output, temporaries);
    }
  }

  /** The position of the first NaN where there is one, else that of the largest element. */
  private void argmaxWithNaNs(Step step, Operand input, Operand output, Temporaries temporaries) {
    Shape flat = Shape.of(input.shape().size());
    Operand isNaN = temporaries.allocate(DType.BOOL, flat);
    Operand marks = temporaries.allocate(DType.INT64, flat);
    Operand hasNaN = temporaries.allocate(DType.INT64, output.shape());
    Operand firstNaN = temporaries.allocate(DType.INT64, output.shape());
    Operand largest = temporaries.allocate(DType.INT64, output.shape());
    calls.isNaN(calls.view(input, flat), calls.view(isNaN));
    copies.copy(isNaN, marks);
    call(Numbers.REDUCE_MAX, step, marks, hasNaN);
    position(step, marks, firstNaN);
    position(step, input, largest);
    Operand chosen = temporaries.allocate(DType.BOOL, output.shape());
    copies.copy(hasNaN, chosen);
    selects.apply(chosen, Term.of(firstNaN), Term.of(largest), output, temporaries);
  }

  private void position(Step step, Operand x, Operand z) {
    if (step.outer() * step.inner() == 1) {
      calls.indexMaxOfAll(calls.view(x, Shape.of(step.n())), calls.view(z, ONE));
    } else if (step.outer() == 1) {
      View rows = calls.view(x, Shape.of(step.n(), step.inner()));
      calls.indexMax(rows, firstAxis, calls.view(z, Shape.of(step.inner())));
    } else if (step.inner() == 1) {
      View rows = calls.view(x, Shape.of(step.outer(), step.n()));
      calls.indexMax(rows, secondAxis, calls.view(z, Shape.of(step.outer())));
    } else {
      View whole = calls.view(x, Shape.of(step.outer(), step.n(), step.inner()));
      calls.indexMax(whole, secondAxis, calls.view(z, step.result()));
    }
  }
}
