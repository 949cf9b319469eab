package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DType;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreeBlocksTest {
  private final FreeBlocks blocks = new FreeBlocks();

  @ParameterizedTest
  @CsvSource({
    "0, 16",
    "1, 16",
    "16, 16",
    "17, 20",
    "20, 20",
    "21, 24",
    "32, 32",
    "33, 40",
    "1000, 1024",
    "1025, 1280",
    "4611686018427387904, 4611686018427387904",
    "9223372036854775807, 9223372036854775807"
  })
  void capacityIsRoundedUp(long size, long capacity) {
    assertEquals(capacity, FreeBlocks.capacityFor(size));
  }

  @Test
  void capacitiesAreFourToADoublingAndWasteAtMostAFifth() {
    TreeSet<Long> classes = new TreeSet<>();
    for (long size = 17; size <= 1 << 16; size++) {
      long capacity = FreeBlocks.capacityFor(size);
      assertTrue(capacity >= size && 5 * (capacity - size) <= capacity, "size " + size);
      classes.add(capacity);
    }
    assertEquals(4 * 12, classes.size());
  }

  @Test
  void theBlockPutLastIsTakenFirst() {
    Block older = () -> {};
    Block newer = () -> {};
    blocks.put(DType.INT64, 20, older);
    blocks.put(DType.INT64, 20, newer);
    assertEquals(2 * 20 * 8, blocks.bytes());
    assertNull(blocks.take(DType.INT64, 24));
    assertNull(blocks.take(DType.FLOAT64, 20));
    assertSame(newer, blocks.take(DType.INT64, 20));
    assertSame(older, blocks.take(DType.INT64, 20));
    assertNull(blocks.take(DType.INT64, 20));
    assertEquals(0, blocks.bytes());
  }

  @Test
  void clearFreesEveryBlockOnce() {
    AtomicInteger freed = new AtomicInteger();
    for (DType dtype : DType.values()) {
      blocks.put(dtype, 16, freed::incrementAndGet);
      blocks.put(dtype, 32, freed::incrementAndGet);
    }
    blocks.clear();
    blocks.clear();
    assertEquals(2 * DType.values().length, freed.get());
    assertEquals(0, blocks.bytes());
  }
}
