package dev.jacobian.device.nd4j.call;

import dev.jacobian.device.Operand;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/** Consecutive elements of an operand. The operand has to stay reachable while this is in use. */
public final class Range implements AutoCloseable {
  private final NativeCalls calls;
  private final Nd4jBlock block;
  private final DType dtype;
  private final long first;
  private final OpaqueDataBuffer handle;

  private Range(NativeCalls calls, Nd4jBlock block, DType dtype, long first, long count) {
    this.calls = calls;
    this.block = block;
    this.dtype = dtype;
    this.first = first;
    this.handle =
        first == 0
            ? block.handle()
            : calls
                .ops()
                .dbCreateView(
                    block.handle(),
                    count * dtype.byteSize(),
                    block.byteOffset() + first * dtype.byteSize());
  }

  /** Returns all elements of an operand. */
  public static Range of(NativeCalls calls, Operand operand) {
    return of(calls, operand, 0, operand.shape().size());
  }

  /** Returns the elements from an operand's first one to the end of its storage. */
  public static Range from(NativeCalls calls, Operand operand) {
    return of(calls, operand, operand.offset(), operand.storage().size() - operand.offset());
  }

  /** Returns {@code count} elements from {@code first} on. */
  static Range of(NativeCalls calls, Operand operand, long first, long count) {
    return new Range(calls, NativeCalls.block(operand), operand.dtype(), first, count);
  }

  /** Returns a part of this range. */
  public Range part(long from, long count) {
    return new Range(calls, block, dtype, first + from, count);
  }

  /** Returns the type of the elements. */
  public DType dtype() {
    return dtype;
  }

  /** Returns the elements as a row-major array. */
  public View as(Shape shape) {
    return new View(handle, calls.shapes().of(dtype, shape));
  }

  /** Returns some of the elements as they lie in a layout, counted from its offset. */
  public View as(Layout layout) {
    return layout.isContiguous() ? as(layout.shape()) : as(layout.shape(), layout.strides());
  }

  /** Returns some of the elements as an array with strides. */
  View as(Shape shape, long[] strides) {
    return new View(handle, calls.shapes().of(dtype, shape, strides));
  }

  /**
   * Forgets the range; the memory is the operand's, so that calls still running on a GPU are not
   * disturbed.
   */
  @Override
  public void close() {
    if (first != 0) {
      calls.ops().deleteDataBuffer(handle);
    }
  }
}
