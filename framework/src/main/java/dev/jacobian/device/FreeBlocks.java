package dev.jacobian.device;

import dev.jacobian.shape.DType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Blocks that wait for use, by type and capacity. Capacities come in classes, four to a doubling,
 * so that at most a fifth of a block is unused. Callers hold the pool's lock.
 */
final class FreeBlocks {
  private static final long SMALLEST = 16;

  /** Beyond this, rounding up could pass 64 bits; no memory is that large. */
  private static final long LARGEST = Long.MAX_VALUE / 2;

  private final Map<DType, List<ArrayDeque<Block>>> blocks = new EnumMap<>(DType.class);
  private long bytes;

  /** Returns the capacity, in elements, of the class that holds {@code size} elements. */
  static long capacityFor(long size) {
    if (size <= SMALLEST) {
      return SMALLEST;
    }
    if (size > LARGEST) {
      return size;
    }
    long step = Long.highestOneBit(size - 1) >>> 2;
    return (size + step - 1) / step * step;
  }

  /** Returns the number of a class, by which it is found without an object for its capacity. */
  private static int classOf(long capacity) {
    long step = Long.highestOneBit(capacity - 1) >>> 2;
    return 4 * Long.numberOfTrailingZeros(step) + (int) (capacity / step) - 5;
  }

  @Nullable Block take(DType dtype, long capacity) {
    List<ArrayDeque<Block>> classes = blocks.get(dtype);
    int at = classOf(capacity);
    Block block = classes == null || at >= classes.size() ? null : classes.get(at).pollLast();
    if (block != null) {
      bytes -= capacity * dtype.byteSize();
    }
    return block;
  }

  void put(DType dtype, long capacity, Block block) {
    List<ArrayDeque<Block>> classes = blocks.computeIfAbsent(dtype, key -> new ArrayList<>());
    int at = classOf(capacity);
    while (classes.size() <= at) {
      classes.add(new ArrayDeque<>(1));
    }
    classes.get(at).addLast(block);
    bytes += capacity * dtype.byteSize();
  }

  long bytes() {
    return bytes;
  }

  /** Frees all blocks. */
  void clear() {
    blocks.values().forEach(classes -> classes.forEach(list -> list.forEach(Block::free)));
    blocks.clear();
    bytes = 0;
  }
}
