package dev.jacobian.optim.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.nn.Goldens;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A schedule that is resumed anywhere gives the same bits as one that went on. */
class ScheduleResumeTest {
  private static final int POSITIONS = 60;

  @Test
  void everySchedule() {
    int resumed = 0;
    for (Map.Entry<String, List<Schedule>> row : ScheduleRows.schedules().entrySet()) {
      Optimizer optimizer = ScheduleRows.optimizer();
      LRScheduler scheduler = new LRScheduler(optimizer, row.getValue());
      List<double[]> rates = new ArrayList<>();
      List<double[]> momentums = new ArrayList<>();
      List<Map<String, Tensor>> states = new ArrayList<>();
      for (int position = 0; position < POSITIONS; position++) {
        rates.add(ScheduleRows.rates(optimizer));
        momentums.add(ScheduleRows.momentums(optimizer));
        states.add(scheduler.stateDict());
        scheduler.step();
      }
      for (int start = 0; start < POSITIONS; start++) {
        // Another rate than the first one's: the saved one is the base.
        Optimizer other = ScheduleRows.optimizer(7, 8);
        LRScheduler again = new LRScheduler(other, row.getValue());
        again.loadStateDict(states.get(start));
        for (int position = start; position < POSITIONS; position++) {
          assertEquals(position, again.position());
          assertArrayEquals(
              rates.get(position), ScheduleRows.rates(other), row.getKey() + " from " + start);
          assertArrayEquals(momentums.get(position), ScheduleRows.momentums(other));
          again.step();
        }
        resumed++;
      }
    }
    assertEquals(37 * POSITIONS, resumed);
  }

  @Test
  void everyPlateau() {
    int resumed = 0;
    Goldens goldens = Goldens.load("schedules.txt");
    for (Map.Entry<String, ReduceLROnPlateau.Options> row : ScheduleRows.plateaus().entrySet()) {
      double[] scores = goldens.values("plateau/" + row.getKey() + "/scores");
      Optimizer optimizer = ScheduleRows.optimizer();
      ReduceLROnPlateau plateau = new ReduceLROnPlateau(optimizer, row.getValue());
      List<double[]> rates = new ArrayList<>();
      List<Map<String, Tensor>> states = new ArrayList<>();
      for (double score : scores) {
        rates.add(ScheduleRows.rates(optimizer));
        states.add(plateau.stateDict());
        plateau.step(score);
      }
      for (int start = 0; start < scores.length; start++) {
        Optimizer other = ScheduleRows.optimizer(7, 8);
        ReduceLROnPlateau again = new ReduceLROnPlateau(other, row.getValue());
        again.loadStateDict(states.get(start));
        for (int epoch = start; epoch < scores.length; epoch++) {
          assertArrayEquals(
              rates.get(epoch), ScheduleRows.rates(other), row.getKey() + " from " + start);
          again.step(scores[epoch]);
        }
        resumed++;
      }
    }
    assertEquals(12 * POSITIONS, resumed);
  }

  @Test
  void moveToIsTheSameAsStepping() {
    for (List<Schedule> schedules : ScheduleRows.schedules().values()) {
      Optimizer stepped = ScheduleRows.optimizer();
      Optimizer moved = ScheduleRows.optimizer();
      LRScheduler stepping = new LRScheduler(stepped, schedules);
      LRScheduler moving = new LRScheduler(moved, schedules);
      for (int position = 0; position < POSITIONS; position++) {
        moving.moveTo(POSITIONS - position);
        moving.moveTo(position);
        assertArrayEquals(ScheduleRows.rates(stepped), ScheduleRows.rates(moved));
        assertArrayEquals(ScheduleRows.momentums(stepped), ScheduleRows.momentums(moved));
        stepping.step();
      }
    }
  }
}
