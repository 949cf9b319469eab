package dev.jacobian.trainers.progress;

import dev.jacobian.metric.MeanMetric;
import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.EpochFinished;
import dev.jacobian.trainers.callback.EpochScores;
import dev.jacobian.trainers.callback.EpochStarted;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.callback.RunFailed;
import dev.jacobian.trainers.callback.RunFinished;
import dev.jacobian.trainers.callback.RunResumed;
import dev.jacobian.trainers.callback.RunStarted;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how a run goes on: epoch, scores, rows per second and the time left. On a terminal it is
 * one bar for the whole run, redrawn ten times a second at most. Elsewhere it is a plain line for
 * about every tenth of the epochs, and one every half minute if epochs take long; so a log stays
 * short and still grows.
 */
public final class ProgressDisplay implements Callback {
  private static final double SECONDS_BETWEEN_FRAMES = 0.1;
  private static final double SECONDS_BETWEEN_LINES = 30;
  private static final int LINES = 10;

  private final PrintWriter out;
  private final Terminal terminal;
  private final LongSupplier nanoTime;

  private long startNanos;
  private double lastShown;
  private int epochs;
  private int epoch;
  private long trainRows;
  private long rowsInEpoch;
  private long rowsBefore;
  private final MeanMetric loss = new MeanMetric(Phase.LOSS);
  private double learningRate;
  private String scores = "";

  /** Writes to {@code out}, which is flushed after each change. */
  public ProgressDisplay(PrintWriter out, Terminal terminal) {
    this(out, terminal, System::nanoTime);
  }

  ProgressDisplay(PrintWriter out, Terminal terminal, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  @Override
  public void runStarted(RunStarted event) {
    startNanos = nanoTime.getAsLong();
    lastShown = Double.NEGATIVE_INFINITY;
    epochs = event.epochs();
    trainRows = event.trainRows();
    rowsBefore = 0;
    loss.reset();
    scores = "";
    if (!terminal.interactive()) {
      lastShown = 0;
    }
  }

  @Override
  public void runResumed(RunResumed event) {
    epoch = event.epoch();
    rowsInEpoch = event.rows();
    rowsBefore = (event.epoch() - 1) * trainRows + event.rows();
  }

  @Override
  public void epochStarted(EpochStarted event) {
    epoch = event.epoch();
    rowsInEpoch = 0;
    loss.reset();
  }

  @Override
  public void batchFinished(BatchFinished event) {
    if (event.phase() != Phase.TRAIN) {
      return;
    }
    rowsInEpoch += event.rows();
    loss.add(event.loss(), event.lossWeight());
    learningRate = event.learningRate();
    double interval = terminal.interactive() ? SECONDS_BETWEEN_FRAMES : SECONDS_BETWEEN_LINES;
    if (seconds() - lastShown >= interval) {
      // In the first epoch there are no scores of a whole one yet; the loss so far stands in.
      show(
          scores.isEmpty() || !terminal.interactive()
              ? "loss " + Format.score(loss.value())
              : scores);
    }
  }

  @Override
  public void epochFinished(EpochFinished event) {
    scores = describe(event.scores());
    boolean isLast = epoch == epochs || event.stop().reason().isPresent();
    int interval = Math.max(1, epochs / LINES);
    if (terminal.interactive()) {
      if (isLast || seconds() - lastShown >= SECONDS_BETWEEN_FRAMES) {
        show(scores);
      }
    } else if (isLast || epoch == 1 || epoch % interval == 0) {
      show(scores);
    }
  }

  @Override
  public void runFinished(RunFinished event) {
    endBar();
    int ran = event.history().size();
    out.println(
        "trained "
            + Format.count(ran, "epoch")
            + " in "
            + Format.duration(seconds())
            + event.stopReason().map(reason -> "; stopped early: " + reason).orElse(""));
    out.flush();
  }

  @Override
  public void runFailed(RunFailed event) {
    endBar();
  }

  private void show(String middle) {
    lastShown = seconds();
    Speed speed =
        new Speed(
            lastShown,
            (epoch - 1) * trainRows + rowsInEpoch - rowsBefore,
            (long) epochs * trainRows - rowsBefore);
    int width = String.valueOf(epochs).length();
    String position = String.format(Locale.ROOT, "epoch %" + width + "d/%d", epoch, epochs);
    if (terminal.interactive()) {
      String scoresAndRate = middle + "  lr " + Format.learningRate(learningRate);
      out.print("\r" + BarLine.of(position, speed, scoresAndRate, terminal.columns()) + "\u001b[K");
    } else {
      out.println(position + "  " + middle + "  " + speed.text());
    }
    out.flush();
  }

  private void endBar() {
    if (terminal.interactive() && lastShown > Double.NEGATIVE_INFINITY) {
      out.println();
      out.flush();
    }
  }

  private static String describe(EpochScores scores) {
    StringBuilder text = new StringBuilder();
    scores
        .scores()
        .forEach(
            (name, value) ->
                text.append(text.isEmpty() ? "" : "  ")
                    .append(label(name))
                    .append(' ')
                    .append(Format.score(value)));
    return text.toString();
  }

  /**
   * Returns {@code loss} for {@code train_loss} and {@code val loss} for {@code validation_loss}.
   */
  private static String label(String score) {
    return score.startsWith(Phase.VALIDATION.score(""))
        ? "val " + score.substring(Phase.VALIDATION.score("").length())
        : score.substring(Phase.TRAIN.score("").length());
  }

  private double seconds() {
    return (nanoTime.getAsLong() - startNanos) / 1e9;
  }
}
