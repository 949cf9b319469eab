package dev.jacobian.device.nd4j;

import java.nio.LongBuffer;
import java.util.concurrent.ConcurrentHashMap;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.cpu.nativecpu.DirectShapeInfoProvider;

/**
 * ND4J's provider of shape descriptions on the CPU, with a cache on the call that every array
 * constructor makes. ND4J's own provider caches only the other calls, so that each array and each
 * view costs three native calls and three native objects; with this one an array takes a quarter of
 * the time. ND4J makes the instance, named by a system property.
 */
public final class CachingShapeInfoProvider extends DirectShapeInfoProvider {
  private static final int MOST_ENTRIES = 4096;

  private final ConcurrentHashMap<Key, Pair<DataBuffer, long[]>> cache = new ConcurrentHashMap<>();

  /** Arrays are wrapped, since buffers are equal if their contents are. */
  private record Key(
      LongBuffer shape,
      LongBuffer stride,
      long elementStride,
      char order,
      DataType type,
      boolean empty) {
    static Key of(
        long[] shape, long[] stride, long elementStride, char order, DataType type, boolean empty) {
      return new Key(
          LongBuffer.wrap(shape), LongBuffer.wrap(stride), elementStride, order, type, empty);
    }
  }

  /** Makes a provider with an empty cache. */
  public CachingShapeInfoProvider() {}

  /**
   * Returns the description of an array; at most {@value #MOST_ENTRIES} different ones are kept.
   */
  @Override
  public Pair<DataBuffer, long[]> createShapeInformation(
      long[] shape,
      long[] stride,
      long elementWiseStride,
      char order,
      DataType type,
      boolean empty) {
    Key key = Key.of(shape, stride, elementWiseStride, order, type, empty);
    Pair<DataBuffer, long[]> known = cache.get(key);
    if (known != null) {
      return known;
    }
    Pair<DataBuffer, long[]> made =
        super.createShapeInformation(shape, stride, elementWiseStride, order, type, empty);
    if (cache.size() < MOST_ENTRIES) {
      // The caller's arrays may change.
      cache.put(Key.of(shape.clone(), stride.clone(), elementWiseStride, order, type, empty), made);
    }
    return made;
  }
}
