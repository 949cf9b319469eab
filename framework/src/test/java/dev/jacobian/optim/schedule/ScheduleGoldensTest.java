package dev.jacobian.optim.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.jacobian.nn.Goldens;
import dev.jacobian.optim.Optimizer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleGoldensTest {
  private static final double TOLERANCE = 1e-12;
  private static final Goldens GOLDENS = Goldens.load("schedules.txt");

  static Stream<String> schedules() {
    return ScheduleRows.schedules().keySet().stream();
  }

  static Stream<String> plateaus() {
    return ScheduleRows.plateaus().keySet().stream();
  }

  @Test
  void everyGoldenIsTested() {
    assertEquals(GOLDENS.parts("schedule/"), ScheduleRows.schedules().keySet());
    assertEquals(GOLDENS.parts("plateau/"), ScheduleRows.plateaus().keySet());
    assertEquals(GOLDENS.parts("momentum/"), ScheduleRows.schedules().keySet());
    assertEquals(37, ScheduleRows.schedules().size());
    assertEquals(12, ScheduleRows.plateaus().size());
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void theRatesArePyTorchs(String name) {
    double[] expected = GOLDENS.values("schedule/" + name);
    double[] momentums = GOLDENS.values("momentum/" + name);
    List<Schedule> schedules = ScheduleRows.schedules().get(name);
    Optimizer optimizer = ScheduleRows.optimizer();
    LRScheduler scheduler = new LRScheduler(optimizer, schedules);
    for (int position = 0; 2 * position < expected.length; position++) {
      assertEquals(position, scheduler.position());
      assertClose(name + " at " + position, expected, 2 * position, optimizer);
      double[] actual = ScheduleRows.momentums(optimizer);
      assertEquals(momentums[position], actual[0], TOLERANCE, name + " at " + position);
      assertEquals(actual[0], actual[1]);
      scheduler.step();
    }
    assertEquals(name.equals("oneCycleShort") ? 22 : 120, expected.length);
  }

  @ParameterizedTest
  @MethodSource("plateaus")
  void thePlateausArePyTorchs(String name) {
    double[] scores = GOLDENS.values("plateau/" + name + "/scores");
    double[] expected = GOLDENS.values("plateau/" + name + "/rates");
    Optimizer optimizer = ScheduleRows.optimizer();
    ReduceLROnPlateau plateau = new ReduceLROnPlateau(optimizer, ScheduleRows.plateaus().get(name));
    int reductions = 0;
    for (int epoch = 0; epoch < scores.length; epoch++) {
      double before = optimizer.learningRate();
      boolean lowered = plateau.step(scores[epoch]);
      assertClose(name + " after " + epoch, expected, 2 * epoch, optimizer);
      assertEquals(optimizer.learningRate() < before, lowered);
      reductions += lowered ? 1 : 0;
    }
    assertEquals(60, scores.length);
    assertNotEquals(0, reductions);
  }

  private static void assertClose(String when, double[] expected, int from, Optimizer optimizer) {
    double[] rates = ScheduleRows.rates(optimizer);
    assertEquals(2, rates.length);
    for (int group = 0; group < 2; group++) {
      double rate = expected[from + group];
      assertEquals(rate, rates[group], TOLERANCE * rate, when + ", group " + group);
    }
  }
}
