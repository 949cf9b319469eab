package dev.jacobian.trainers.callback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.OptionException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
  private static final double NAN = Double.NaN;

  @Test
  void stopsAfterThePatienceWithoutImprovement() {
    assertEquals(5, stopEpoch(Monitor.lowest("s"), 2, 0, 5, 4, 3, 3, 3, 1));
    assertEquals(3, stopEpoch(Monitor.highest("s"), 2, 0, 5, 4, 3));
    assertEquals(0, stopEpoch(Monitor.lowest("s"), 2, 0, 5, 6, 4, 5, 3));
  }

  @Test
  void smallImprovementsDoNotCount() {
    assertEquals(3, stopEpoch(Monitor.lowest("s"), 2, 0.5, 5, 4.9, 4.8, 4.7));
  }

  @Test
  void aFirstNanIsNotTheScoreToBeat() {
    assertEquals(0, stopEpoch(Monitor.lowest("s"), 2, 0, NAN, 5, NAN, 4));
    assertEquals(0, stopEpoch(Monitor.highest("s"), 2, 0, NAN, 5, NAN, 6));
    assertEquals(2, stopEpoch(Monitor.lowest("s"), 2, 0, NAN, NAN, 1));
  }

  @Test
  void theReasonNamesScoreAndPatience() {
    StopSignal stop = new StopSignal();
    EarlyStopping stopping = new EarlyStopping(Monitor.lowest("validation_loss"), 1);
    stopping.epochFinished(
        new EpochFinished(new EpochScores(1, Map.of("validation_loss", 1.0)), stop));
    assertTrue(stop.reason().isEmpty());
    stopping.epochFinished(
        new EpochFinished(new EpochScores(2, Map.of("validation_loss", 1.0)), stop));
    assertEquals("validation_loss has not improved for 1 epoch", stop.reason().orElseThrow());
  }

  @Test
  void theCountGoesOnFromASavedState() {
    StopSignal stop = new StopSignal();
    EarlyStopping before = new EarlyStopping(Monitor.lowest("s"), 2);
    before.epochFinished(new EpochFinished(new EpochScores(1, Map.of("s", 1.0)), stop));
    before.epochFinished(new EpochFinished(new EpochScores(2, Map.of("s", 2.0)), stop));
    EarlyStopping after = new EarlyStopping(Monitor.lowest("s"), 2);
    after.loadStateDict(before.stateDict());
    assertTrue(stop.reason().isEmpty());
    after.epochFinished(new EpochFinished(new EpochScores(3, Map.of("s", 1.5)), stop));
    assertEquals("s has not improved for 2 epochs", stop.reason().orElseThrow());
  }

  @Test
  void optionsAreChecked() {
    Monitor monitor = Monitor.lowest("s");
    assertEquals(
        "early stopping with patience 0 and minDelta 0.0; expected a patience of at least 1 and a minDelta of at least 0",
        assertThrows(OptionException.class, () -> new EarlyStopping(monitor, 0)).getMessage());
    assertThrows(OptionException.class, () -> new EarlyStopping(monitor, 1, NAN));
  }

  @Test
  void nanImprovesOnNothing() {
    Monitor monitor = Monitor.highest("s");
    assertFalse(monitor.improves(NAN, NAN, 0));
    assertFalse(monitor.improves(NAN, 1, 0));
    assertTrue(monitor.improves(Double.NEGATIVE_INFINITY, NAN, 0));
  }

  /** Returns the epoch after which a run with these scores stops, or 0. */
  private static int stopEpoch(Monitor monitor, int patience, double minDelta, double... scores) {
    EarlyStopping stopping = new EarlyStopping(monitor, patience, minDelta);
    StopSignal stop = new StopSignal();
    for (int epoch = 1; epoch <= scores.length; epoch++) {
      stopping.epochFinished(
          new EpochFinished(new EpochScores(epoch, Map.of("s", scores[epoch - 1])), stop));
      if (stop.reason().isPresent()) {
        return epoch;
      }
    }
    return 0;
  }
}
