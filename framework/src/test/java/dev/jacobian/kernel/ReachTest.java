package dev.jacobian.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReachTest {
  private static final Shape SPACE = Shape.of(4, 10);

  @Test
  void aMapReachesFromItsLowestElementToItsHighest() {
    assertEquals(new Reach(0, 39), Reach.of(IndexMap.rowMajor(SPACE), null, SPACE));
    assertEquals(new Reach(-6, 12), Reach.of(IndexMap.of(3, -3, 1), null, SPACE));
    assertEquals(
        new Reach(0, 9 + 3 * 5), Reach.of(IndexMap.of(0, 0, 1), new Gather(0, 5, 4), SPACE));
    assertNull(Reach.of(IndexMap.of(7, 0, 1), null, Shape.of(0, 10)));
    assertNull(Reach.of(IndexMap.of(7, 0, 1), new Gather(0, 1, 0), SPACE));
    IndexMap huge = IndexMap.of(0, Long.MAX_VALUE, 1);
    assertThrows(ArithmeticException.class, () -> Reach.of(huge, null, SPACE));
  }

  @Test
  void whatBoundsLeaveOutIsNotReached() {
    // Windows of 3 over a row of 10, padded by 1: position + tap - 1.
    Bound inside = new Bound(-1, List.of(1L, 1L), 10);
    IndexMap windows = IndexMap.of(-1, 1, 1).within(inside, 0);
    assertEquals(new Reach(0, 9), Reach.of(windows, null, Shape.of(10, 3)));
    assertNull(Reach.of(windows.within(new Bound(5, List.of(0L, 0L), 5), 0), null, SPACE));
    assertNull(Reach.of(windows.within(new Bound(-20, List.of(1L, 0L), 5), 0), null, SPACE));
  }

  @Test
  void everyPositionOfRandomMapsLiesInTheirReach() {
    int reached = 0;
    int oneToOne = 0;
    for (long seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      int rank = random.nextInt(4);
      Shape space =
          Shape.of(LongStream.generate(() -> 1 + random.nextInt(4)).limit(rank).toArray());
      IndexMap map = IndexMap.of(random.nextInt(9) - 4, steps(random, rank, 9));
      for (int i = random.nextInt(3); i > 0; i--) {
        List<Long> coefficients = LongStream.of(steps(random, rank, 3)).boxed().toList();
        map = map.within(new Bound(random.nextInt(7) - 3, coefficients, 1 + random.nextInt(8)), 0);
      }
      List<Long> elements = elements(map, space);
      Reach expected = expected(elements);
      assertEquals(expected, Reach.of(map, null, space), "seed " + seed);
      if (expected != null) {
        reached++;
        Set<Long> different = new HashSet<>(elements);
        boolean isOneToOne = different.size() == elements.size();
        oneToOne += isOneToOne ? 1 : 0;
        IndexMap shifted =
            new IndexMap(map.offset() - expected.first(), map.strides(), map.bounds(), 0);
        long size = expected.last() - expected.first() + 1;
        assertEquals(isOneToOne, Reach.isOneToOne(shifted, space, size), "seed " + seed);
      }
    }
    assertTrue(
        reached > 1000 && oneToOne > 300 && oneToOne < reached - 300, reached + ", " + oneToOne);
  }

  private static long[] steps(Random random, int rank, int most) {
    return LongStream.generate(() -> random.nextInt(2 * most + 1) - most).limit(rank).toArray();
  }

  /** Returns the elements of all positions at which the bounds hold. */
  private static List<Long> elements(IndexMap map, Shape space) {
    List<Long> elements = new ArrayList<>();
    for (long p = 0; p < space.size(); p++) {
      long[] position = new long[space.rank()];
      long left = p;
      for (int axis = space.rank() - 1; axis >= 0; axis--) {
        position[axis] = left % space.dim(axis);
        left /= space.dim(axis);
      }
      if (map.holds(position)) {
        elements.add(map.element(position));
      }
    }
    return elements;
  }

  private static @Nullable Reach expected(List<Long> elements) {
    return elements.isEmpty()
        ? null
        : new Reach(
            elements.stream().min(Long::compare).get(), elements.stream().max(Long::compare).get());
  }
}
