package dev.jacobian.device.nd4j.kernel;

import dev.jacobian.device.Operand;
import dev.jacobian.device.nd4j.call.NativeCalls;
import dev.jacobian.device.nd4j.call.Nd4jBlock;
import dev.jacobian.device.nd4j.call.Numbers;
import dev.jacobian.device.nd4j.call.Range;
import dev.jacobian.device.nd4j.call.Temporaries;
import dev.jacobian.device.nd4j.call.Types;
import dev.jacobian.device.nd4j.call.View;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.EnumMap;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sums of floating arrays as products with ones. libnd4j's own sum adds one element after the
 * other: at 64K elements it takes five times as long as BLAS, and over many elements its error
 * grows. Long sums are made in two levels of about the square root of their length, whose error is
 * that of two short sums.
 */
final class Sums {
  private static final long SMALL = 4096;
  private static final long LONG = 512;
  private static final long MOST_KEPT_ONES = 1 << 20;

  private final NativeCalls calls;
  private final Matmul matmul;
  private final Map<DType, Ones> kept = new EnumMap<>(DType.class);

  /** A vector of ones that all threads read. */
  private record Ones(Nd4jBlock block, long count) {}

  Sums(NativeCalls calls, Matmul matmul) {
    this.calls = calls;
    this.matmul = matmul;
  }

  /**
   * Sums the second axis of {@code [outer, n, inner]}.
   *
   * @return false if libnd4j's own sum is the better way, and nothing was done
   */
  boolean apply(Operand x, long outer, long n, long inner, Operand z, Temporaries temporaries) {
    if (n <= LONG && (outer * n * inner <= SMALL || (outer != 1 && inner != 1))) {
      return false;
    }
    try (Range from = Range.of(calls, x);
        Range to = Range.of(calls, z)) {
      if (outer != 1 && inner == 1) {
        trailing(from, outer, n, to, temporaries);
        return true;
      }
      for (long i = 0; i < outer; i++) {
        try (Range matrix = from.part(i * n * inner, n * inner);
            Range total = to.part(i * inner, inner)) {
          leading(matrix, n, inner, total, temporaries);
        }
      }
      return true;
    }
  }

  /**
   * Sums the rows of {@code [outer, n]}; BLAS keeps many partial sums of a row, so that its length
   * does no harm.
   */
  private void trailing(Range x, long outer, long n, Range z, Temporaries temporaries) {
    View rows = x.as(Shape.of(outer, n));
    View ones = ones(x.dtype(), Shape.of(n, 1), temporaries);
    matmul.product(rows, false, ones, false, z.as(Shape.of(outer, 1)));
  }

  /** Sums the columns of {@code [n, inner]}. */
  private void leading(Range x, long n, long inner, Range z, Temporaries temporaries) {
    if (n <= LONG) {
      rowOfSums(x, n, inner, z, temporaries);
      return;
    }
    long kept = (long) Math.ceil(Math.sqrt((double) n));
    long summed = n / kept;
    long rest = n - summed * kept;
    long rows = rest == 0 ? kept : kept + 1;
    Operand partial = temporaries.allocate(x.dtype(), Shape.of(rows, inner));
    try (Range sums = Range.of(calls, partial);
        Range main = x.part(0, summed * kept * inner)) {
      try (Range target = sums.part(0, kept * inner)) {
        rowOfSums(main, summed, kept * inner, target, temporaries);
      }
      if (rest > 0) {
        try (Range remainder = x.part(summed * kept * inner, rest * inner);
            Range target = sums.part(kept * inner, inner)) {
          rowOfSums(remainder, rest, inner, target, temporaries);
        }
      }
      leading(sums, rows, inner, z, temporaries);
    }
  }

  private void rowOfSums(Range x, long n, long inner, Range z, Temporaries temporaries) {
    View ones = ones(x.dtype(), Shape.of(1, n), temporaries);
    matmul.product(ones, false, x.as(Shape.of(n, inner)), false, z.as(Shape.of(1, inner)));
  }

  private View ones(DType dtype, Shape shape, Temporaries temporaries) {
    long count = shape.size();
    if (count > MOST_KEPT_ONES) {
      Operand filled = temporaries.allocate(dtype, shape);
      set(calls.view(filled), dtype);
      return calls.view(filled);
    }
    Ones ones;
    synchronized (kept) {
      ones = kept.get(dtype);
      if (ones == null || ones.count() < count) {
        // A shorter one may be in use by another thread; ND4J frees it once it is unreachable.
        ones = make(dtype, Long.highestOneBit(count) * 2);
        kept.put(dtype, ones);
      }
    }
    return new View(ones.block().handle(), calls.shapes().of(dtype, shape));
  }

  private Ones make(DType dtype, long count) {
    Nd4jBlock block =
        Nd4jBlock.owning(Nd4j.getDataBufferFactory().create(Types.of(dtype), count, false));
    set(new View(block.handle(), calls.shapes().of(dtype, Shape.of(count))), dtype);
    calls.await();
    return new Ones(block, count);
  }

  private void set(View view, DType dtype) {
    calls.scalar(Numbers.SCALAR_SET, view, calls.number(dtype, 1), view);
  }
}
