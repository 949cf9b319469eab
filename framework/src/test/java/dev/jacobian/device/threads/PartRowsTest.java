package dev.jacobian.device.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartRowsTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void eachPartIsTakenOnceWhoeverTakesIt(int threads) {
    PartRows rows = new PartRows(threads);
    for (int parts : new int[] {2, 3, 7, 64, 1000}) {
      for (int own = 0; own < threads; own++) {
        int before = rows.latest();
        rows.publish(parts);
        assertEquals(before + 1, rows.latest());
        List<Integer> taken = new ArrayList<>(takeAll(rows, own));
        taken.sort(null);
        assertEquals(IntStream.range(0, parts).boxed().toList(), taken);
      }
    }
  }

  private static List<Integer> takeAll(PartRows rows, int own) {
    List<Integer> taken = new ArrayList<>();
    for (int part = rows.take(own); part != PartRows.NONE; part = rows.take(own)) {
      taken.add(part);
    }
    return taken;
  }

  private static List<Integer> take(PartRows rows, int own, int count) {
    return IntStream.range(0, count).map(i -> rows.take(own)).boxed().toList();
  }

  @Test
  void aThreadGoesThroughItsOwnRowFromBothEndsByTurns() {
    PartRows rows = new PartRows(2);
    rows.publish(10);
    assertEquals(List.of(4, 3, 2, 1, 0), take(rows, 0, 5));
    assertEquals(List.of(9, 8, 7, 6, 5), take(rows, 1, 5));
    rows.publish(20);
    assertEquals(List.of(10, 11, 12, 13, 14), take(rows, 1, 5));
    assertEquals(List.of(0, 1, 2, 3, 4), take(rows, 0, 5));
    assertEquals(15, takeAll(rows, 1).get(0));
    rows.publish(3);
    assertEquals(List.of(2, 1), take(rows, 1, 2));
    assertEquals(List.of(0), takeAll(rows, 0));
  }

  @Test
  void whoHasEndedItsRowTakesWhatOthersHaveNotComeTo() {
    PartRows rows = new PartRows(3);
    rows.publish(9);
    assertEquals(List.of(2, 1), take(rows, 0, 2));
    assertEquals(List.of(8, 7, 6, 0), take(rows, 2, 4));
    assertEquals(List.of(5, 4, 3), takeAll(rows, 0));
  }

  @Test
  void aThreadWithoutARowHelpsOthers() {
    PartRows rows = new PartRows(4);
    rows.publish(2);
    assertEquals(List.of(0, 1), takeAll(rows, 3));
  }
}
