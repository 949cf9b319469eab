package dev.jacobian.trainers.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.nn.Linear;
import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.EpochFinished;
import dev.jacobian.trainers.callback.EpochScores;
import dev.jacobian.trainers.callback.EpochStarted;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.callback.RunFailed;
import dev.jacobian.trainers.callback.RunFinished;
import dev.jacobian.trainers.callback.RunStarted;
import dev.jacobian.trainers.callback.StopSignal;
import dev.jacobian.trainers.callback.ValidationFinished;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
  private final List<Double> losses = new ArrayList<>();
  private static final Linear MODEL = new Linear(1, 1);

  private final StringWriter text = new StringWriter();
  private long nanos;

  @Test
  void withoutATerminalItIsPlainLines() {
    ProgressDisplay display = display(Terminal.plain());
    run(display, 3, 2, 0.5, false);
    assertEquals(
        """
        epoch 1/3  loss 3.0000  val loss 1.0000  100 rows/s  ETA 0:02
        epoch 2/3  loss 3.0000  val loss 0.50000  100 rows/s  ETA 0:01
        epoch 3/3  loss 3.0000  val loss 0.33333  100 rows/s  ETA 0:00
        trained 3 epochs in 3.0 s
        """,
        output());
  }

  @Test
  void manyEpochsWriteAboutTenLines() {
    run(display(Terminal.plain()), 200, 1, 0.001, false);
    List<String> lines = output().lines().toList();
    assertEquals(12, lines.size());
    assertTrue(lines.get(0).startsWith("epoch   1/200  "), lines.get(0));
    assertTrue(lines.get(1).startsWith("epoch  20/200  "), lines.get(1));
    assertTrue(lines.get(10).startsWith("epoch 200/200  "), lines.get(10));
    assertEquals("trained 200 epochs in 0.2 s", lines.get(11));
  }

  @Test
  void longEpochsWriteALineEveryHalfMinute() {
    run(display(Terminal.plain()), 1, 5, 20, false);
    assertEquals(
        """
        epoch 1/1  loss 4.5000  3 rows/s  ETA 1:00
        epoch 1/1  loss 3.5000  3 rows/s  ETA 0:20
        epoch 1/1  loss 3.0000  val loss 1.0000  3 rows/s  ETA 0:00
        trained 1 epoch in 1:40
        """,
        output());
  }

  @Test
  void onATerminalItIsOneBarThatIsRedrawn() {
    ProgressDisplay display = display(new Terminal(true, 100));
    run(display, 2, 2, 0.5, false);
    assertEquals(
        """
        <epoch 1/2 [=====>              ]  25%  loss 2.0000  lr 0.1>
        <epoch 1/2 [==========>         ]  50%  loss 1.5000  lr 0.1  100 rows/s  ETA 0:01>
        <epoch 2/2 [===============>    ]  75%  loss 3.0000  val loss 1.0000  lr 0.1  100 rows/s  ETA 0:01>
        <epoch 2/2 [====================] 100%  loss 3.0000  val loss 1.0000  lr 0.1  100 rows/s  ETA 0:00>
        <epoch 2/2 [====================] 100%  loss 3.0000  val loss 0.50000  lr 0.1  100 rows/s  ETA 0:00>
        trained 2 epochs in 2.0 s
        """,
        frames());
  }

  @Test
  void framesComeTenTimesASecondAtMost() {
    run(display(new Terminal(true, 80)), 100, 10, 0.001, false);
    assertEquals(11, frames().lines().filter(line -> line.startsWith("<")).count());
  }

  @Test
  void aNarrowTerminalLosesScoresFirstAndNeverWraps() {
    Speed speed = new Speed(50, 100, OptionalDouble.of(0.2));
    String scores = "loss 1.0000  r2 0.50000";
    assertEquals(
        "epoch 1/2 [========>       ]  50%  loss 1.0000  r2 0.50000  5 rows/s  ETA 0:10",
        BarLine.of("epoch 1/2", speed, scores, 80));
    assertEquals(
        "epoch 1/2 [======>     ]  50%  loss 1.0000  5 rows/s  ETA 0:10",
        BarLine.of("epoch 1/2", speed, scores, 64));
    assertEquals("epoch 1/2 [====>   ]  50%", BarLine.of("epoch 1/2", speed, scores, 40));
    for (int columns = 2; columns < 200; columns++) {
      for (String middle : List.of(scores, "\u7cbe\u5ea6 0.5  \u635f\u5931 1.0")) {
        String line = BarLine.of("epoch 1/2", speed, middle, columns);
        assertTrue(TextWidth.of(line) < columns, line);
      }
    }
  }

  @Test
  void theTimeOfTheCaptureIsNotExpectedAgain() {
    ProgressDisplay display = display(new Terminal(true, 100));
    display.runStarted(new RunStarted(MODEL, Device.cpu(), 1, 1000, 20, 0));
    display.epochStarted(new EpochStarted(1));
    nanos += 10_000_000_000L;
    display.batchFinished(batch(1, 20, 1));
    assertTrue(frames().endsWith("]   5%  loss 1.0000  lr 0.1\u001b[K"), frames());
    for (int batch = 2; batch <= 10; batch++) {
      nanos += batch <= 4 ? 2_000_000_000L : 500_000_000L;
      display.batchFinished(batch(batch, 20, 1));
      String eta = batch <= 4 ? "25 rows/s" : "100 rows/s";
      assertTrue(frames().lines().reduce((a, b) -> b).orElseThrow().contains(eta), frames());
    }
    assertTrue(frames().endsWith("100 rows/s  ETA 0:05\u001b[K"), frames());
  }

  @Test
  void validationAndSavingBelongToTheTimeThatIsLeft() {
    Pace pace = new Pace();
    pace.start(0);
    double now = 0;
    for (int epoch = 1; epoch <= 10; epoch++) {
      for (int batch = 1; batch <= 10; batch++) {
        now += epoch == 1 && batch == 1 ? 60 : 1;
        pace.batch(Phase.TRAIN, 10, now);
      }
      now += epoch == 1 ? 30 : 3;
      pace.batch(Phase.VALIDATION, 25, now);
      now += 2;
      pace.other(now);
    }
    // An epoch of 100 rows takes 15 s; the first five batches and the first validation are not in.
    assertEquals(0.15, pace.secondsPerRow().orElseThrow(), 0.004);
  }

  @Test
  void theLossesComeFirstAndAValidationInsideAnEpochIsShown() {
    ProgressDisplay display = display(new Terminal(true, 200));
    display.runStarted(new RunStarted(MODEL, Device.cpu(), 2, 100, 2, 10));
    display.epochStarted(new EpochStarted(1));
    display.batchFinished(batch(1, 2, 4));
    Map<String, Double> validation = new LinkedHashMap<>();
    validation.put("validation_loss", 0.5);
    validation.put("validation_r2", 0.25);
    display.validationFinished(
        new ValidationFinished(1, new EpochScores(1, validation), new StopSignal()));
    nanos += 1_000_000_000L;
    display.batchFinished(batch(2, 2, 2));
    assertTrue(
        frames().contains("  loss 3.0000  val loss 0.50000  val r2 0.25000  lr 0.1"), frames());
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("train_loss", 2.0);
    scores.put("train_r2", 0.75);
    scores.putAll(validation);
    nanos += 1_000_000_000L;
    display.epochFinished(new EpochFinished(new EpochScores(1, scores), new StopSignal()));
    assertTrue(
        frames().contains("  loss 2.0000  val loss 0.50000  r2 0.75000  val r2 0.25000  lr 0.1"),
        frames());
  }

  @Test
  void anEarlyStopIsTold() {
    run(display(Terminal.plain()), 5, 1, 0.5, true);
    assertTrue(
        output().endsWith("trained 1 epoch in 0.5 s; stopped early: it was enough\n"), output());
  }

  @Test
  void aFailureLeavesTheBarsLine() {
    ProgressDisplay display = display(new Terminal(true, 80));
    display.runStarted(new RunStarted(MODEL, Device.cpu(), 1, 100, 2, 0));
    display.epochStarted(new EpochStarted(1));
    display.batchFinished(batch(1, 2, 1));
    display.runFailed(new RunFailed(new IllegalStateException()));
    assertTrue(text.toString().endsWith("\u001b[K" + System.lineSeparator()));
  }

  private ProgressDisplay display(Terminal terminal) {
    return new ProgressDisplay(new PrintWriter(text), terminal, () -> nanos);
  }

  /**
   * Plays a run whose batches have 50 rows and take the same time, with losses n, n-1, ..., 1 in an
   * epoch of n.
   */
  private void run(
      ProgressDisplay display,
      int epochs,
      int batches,
      double secondsPerBatch,
      boolean stopsEarly) {
    display.runStarted(new RunStarted(MODEL, Device.cpu(), epochs, 50L * batches, batches, 10));
    List<EpochScores> history = new ArrayList<>();
    StopSignal stop = new StopSignal();
    for (int epoch = 1; epoch <= epochs && stop.reason().isEmpty(); epoch++) {
      display.epochStarted(new EpochStarted(epoch));
      for (int batch = 1; batch <= batches; batch++) {
        nanos += Math.round(secondsPerBatch * 1e9);
        display.batchFinished(batch(batch, batches, batches - batch + 1));
      }
      Map<String, Double> scores = new LinkedHashMap<>();
      scores.put("train_loss", 3.0);
      scores.put("validation_loss", 1.0 / epoch);
      history.add(new EpochScores(epoch, scores));
      if (stopsEarly) {
        stop.request("it was enough");
      }
      display.epochFinished(new EpochFinished(history.get(epoch - 1), stop));
    }
    display.runFinished(new RunFinished(MODEL, history, stop.reason()));
  }

  /** The batches of a test are those of one phase, as the loop would average them. */
  private BatchFinished batch(int batch, int batches, double loss) {
    losses.add(loss);
    double mean = losses.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return new BatchFinished(
        Phase.TRAIN,
        1,
        batch,
        batches,
        batch,
        50,
        loss,
        mean,
        0.1,
        OptionalDouble.empty(),
        List.of());
  }

  private String output() {
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  /** Returns the output with each frame on a line of its own, between angle brackets. */
  private String frames() {
    return output()
        .replace("\u001b[K\n", ">\n")
        .replace("\u001b[K\r", ">\n<")
        .replaceFirst("\r", "<");
  }
}
