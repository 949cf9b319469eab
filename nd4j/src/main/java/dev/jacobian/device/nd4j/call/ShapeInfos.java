package dev.jacobian.device.nd4j.call;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.nio.LongBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueConstantShapeBuffer;

/**
 * Shape descriptions of one device, each made once. A scalar is described as a vector of one
 * element. Thread-safe.
 */
public final class ShapeInfos {
  private static final int MOST_ENTRIES = 10_000;
  private static final Shape ONE = Shape.of(1);

  private final NativeOps ops;
  private final ConcurrentHashMap<DataType, Map<Shape, ShapeInfo>> rowMajor =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Strided, ShapeInfo> strided = new ConcurrentHashMap<>();

  /** Arrays are wrapped, since buffers are equal if their contents are. */
  private record Strided(DType dtype, Shape shape, LongBuffer strides) {}

  ShapeInfos(NativeOps ops) {
    this.ops = ops;
  }

  /** Returns the description of a row-major array. */
  public ShapeInfo of(DType dtype, Shape shape) {
    return of(Types.of(dtype), shape);
  }

  /** Returns the description of a row-major array of truth values, read as the numbers 0 and 1. */
  public ShapeInfo ofBytes(Shape shape) {
    return of(Types.BYTES, shape);
  }

  private ShapeInfo of(DataType type, Shape shape) {
    Map<Shape, ShapeInfo> known = rowMajor.computeIfAbsent(type, key -> new ConcurrentHashMap<>());
    Shape described = shape.rank() == 0 ? ONE : shape;
    ShapeInfo info = known.get(described);
    if (info == null) {
      info = describe(type, described, described.strides(), 1);
      // libnd4j keeps every description it has made, so a table that has become large is simply
      // emptied.
      if (known.size() >= MOST_ENTRIES) {
        known.clear();
      }
      known.put(described, info);
    }
    return info;
  }

  /**
   * Returns the description of an array of rank 1 or more whose neighbours along each axis are
   * {@code strides} apart.
   */
  public ShapeInfo of(DType dtype, Shape shape, long[] strides) {
    Strided key = new Strided(dtype, shape, LongBuffer.wrap(strides));
    ShapeInfo info = strided.get(key);
    if (info == null) {
      info = describe(Types.of(dtype), shape, strides, 0);
      if (strided.size() >= MOST_ENTRIES) {
        strided.clear();
      }
      strided.put(key, info);
    }
    return info;
  }

  private ShapeInfo describe(DataType type, Shape shape, long[] strides, long elementStride) {
    try (LongPointer dims = new LongPointer(shape.dims());
        LongPointer steps = new LongPointer(strides)) {
      OpaqueConstantShapeBuffer buffer =
          ops.shapeBuffer(shape.rank(), dims, steps, type.toInt(), 'c', elementStride, false);
      LongPointer host = new LongPointer(ops.getConstantShapeBufferPrimary(buffer));
      Pointer special = ops.getConstantShapeBufferSpecial(buffer);
      ops.deleteConstantShapeBuffer(buffer);
      return new ShapeInfo(host, special == null ? null : new LongPointer(special));
    }
  }
}
