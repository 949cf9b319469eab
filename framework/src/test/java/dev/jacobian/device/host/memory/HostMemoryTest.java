package dev.jacobian.device.host.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostMemoryTest {

  @ParameterizedTest
  @EnumSource(DType.class)
  void elementsBeginAtALineOfTheCache(DType dtype) {
    for (long capacity : new long[] {1, 16, 1000, 100_000}) {
      HostBlock block = HostBlock.over(dtype, HostMemory.allocate(dtype, capacity));
      assertEquals(0, block.pointer().address() % 64);
      assertEquals(capacity, block.pointer().capacity());
      block.free();
    }
  }

  @Test
  void memoryThatTheSystemDoesNotHaveIsAnError() {
    MemoryException large =
        assertThrows(MemoryException.class, () -> HostMemory.allocate(DType.FLOAT32, 1L << 57));
    assertEquals(
        "could not allocate 512.0 PiB on cpu; expected that much memory to be free; fix: release"
            + " tensors (MemoryScope), use smaller batches, or lower jacobian.memory.max",
        large.getMessage());
    MemoryException uncountable =
        assertThrows(MemoryException.class, () -> HostMemory.allocate(DType.FLOAT64, 1L << 61));
    assertEquals(
        "could not allocate a block of float64[2305843009213693952] on cpu; expected that much"
            + " memory to be free; fix: release tensors (MemoryScope), use smaller batches, or"
            + " lower jacobian.memory.max",
        uncountable.getMessage());
  }

  /** Only the pages that are written are taken from the system. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void blocksOfMoreThanTwoGibibytesAreReachedEverywhere(DType dtype) {
    long capacity = ((1L << 32) + (1L << 20)) / dtype.byteSize();
    HostBlock block = HostBlock.over(dtype, HostMemory.allocate(dtype, capacity));
    try {
      long step = Windows.STEP / dtype.byteSize();
      long[] places = {0, step - 3, 4 * step - 500, 7 * step + 1, capacity - 1000};
      Lane lane = Lane.of(dtype);
      for (int i = 0; i < places.length; i++) {
        Object pattern = pattern(lane, i);
        block.store(pattern, 0, places[i], 1000);
      }
      for (int i = 0; i < places.length; i++) {
        Object loaded = lane.newArray(1000);
        block.load(places[i], loaded, 0, 1000);
        assertSame(pattern(lane, i), loaded);
        block.copy(block, places[i], 1, 2 * step - 700, 1, 1000);
        block.load(2 * step - 700, loaded, 0, 1000);
        assertSame(pattern(lane, i), loaded);
      }
    } finally {
      block.free();
    }
  }

  private static Object pattern(Lane lane, int seed) {
    Object array = lane.newArray(1000);
    for (int i = 0; i < 1000; i++) {
      boolean value = (i * 7 + seed) % 5 < 2;
      if (array instanceof float[] floats) {
        floats[i] = value ? 1 : 0;
      } else if (array instanceof double[] doubles) {
        doubles[i] = value ? 1 : 0;
      } else {
        ((long[]) array)[i] = value ? 1 : 0;
      }
    }
    return array;
  }

  private static void assertSame(Object expected, Object actual) {
    if (expected instanceof float[] floats) {
      assertArrayEquals(floats, (float[]) actual);
    } else if (expected instanceof double[] doubles) {
      assertArrayEquals(doubles, (double[]) actual);
    } else {
      assertArrayEquals((long[]) expected, (long[]) actual);
    }
  }

  @Test
  void aBlockHoldsNoMoreThanItWasMadeFor() {
    HostBlock block = HostBlock.over(DType.FLOAT32, HostMemory.allocate(DType.FLOAT32, 16));
    assertThrows(IndexOutOfBoundsException.class, () -> block.load(10, new float[10], 0, 7));
    block.free();
  }
}
