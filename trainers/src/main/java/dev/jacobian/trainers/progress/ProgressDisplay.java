package dev.jacobian.trainers.progress;

import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.EpochFinished;
import dev.jacobian.trainers.callback.EpochStarted;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.callback.RunFailed;
import dev.jacobian.trainers.callback.RunFinished;
import dev.jacobian.trainers.callback.RunResumed;
import dev.jacobian.trainers.callback.RunStarted;
import dev.jacobian.trainers.callback.ValidationFinished;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

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
  private double loss = Double.NaN;
  private final Pace pace = new Pace();
  private double learningRate;
  private final Map<String, Double> scores = new LinkedHashMap<>();

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
    loss = Double.NaN;
    scores.clear();
    pace.start(0);
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
    loss = Double.NaN;
    pace.other(seconds());
  }

  @Override
  public void batchFinished(BatchFinished event) {
    pace.batch(event.phase(), event.rows(), seconds());
    if (event.phase() != Phase.TRAIN) {
      return;
    }
    rowsInEpoch += event.rows();
    loss = event.meanLoss();
    learningRate = event.learningRate();
    double interval = terminal.interactive() ? SECONDS_BETWEEN_FRAMES : SECONDS_BETWEEN_LINES;
    if (seconds() - lastShown >= interval) {
      // On a bar, a loss that begins anew with each epoch would leap.
      show(scoresInEpoch());
    }
  }

  /** Takes the scores of rows held out, which may come between two steps of an epoch. */
  @Override
  public void validationFinished(ValidationFinished event) {
    scores.putAll(event.scores().scores());
  }

  @Override
  public void epochFinished(EpochFinished event) {
    // In the order of a whole epoch; a validation that this epoch had none of stays the last one.
    Map<String, Double> before = new LinkedHashMap<>(scores);
    scores.clear();
    scores.putAll(event.scores().scores());
    before.forEach(scores::putIfAbsent);
    boolean isLast = epoch == epochs || event.stop().reason().isPresent();
    int interval = Math.max(1, epochs / LINES);
    if (terminal.interactive()) {
      if (isLast || seconds() - lastShown >= SECONDS_BETWEEN_FRAMES) {
        show(describe(scores));
      }
    } else if (isLast || epoch == 1 || epoch % interval == 0) {
      show(describe(scores));
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
            (epoch - 1) * trainRows + rowsInEpoch - rowsBefore,
            (long) epochs * trainRows - rowsBefore,
            pace.secondsPerRow());
    int width = String.valueOf(epochs).length();
    String position = String.format(Locale.ROOT, "epoch %" + width + "d/%d", epoch, epochs);
    if (terminal.interactive()) {
      String scoresAndRate = middle + "  lr " + Format.learningRate(learningRate);
      out.print("\r" + BarLine.of(position, speed, scoresAndRate, terminal.columns()) + "\u001b[K");
    } else {
      out.println((position + "  " + middle + "  " + speed.text()).stripTrailing());
    }
    out.flush();
  }

  private void endBar() {
    if (terminal.interactive() && lastShown > Double.NEGATIVE_INFINITY) {
      out.println();
      out.flush();
    }
  }

  /** Returns what is known in the middle of an epoch. A bar shows the scores of whole epochs. */
  private String scoresInEpoch() {
    String trainLoss = Phase.TRAIN.score(Phase.LOSS);
    Map<String, Double> shown = new LinkedHashMap<>(scores);
    if (!terminal.interactive()) {
      shown.keySet().retainAll(Set.of(Phase.VALIDATION.score(Phase.LOSS)));
    }
    shown.putIfAbsent(trainLoss, loss);
    return describe(shown);
  }

  /** Returns the losses first, and then the other scores: a narrow terminal loses from the end. */
  private static String describe(Map<String, Double> scores) {
    Map<String, Double> shown = new LinkedHashMap<>();
    for (Phase phase : Phase.values()) {
      Double value = scores.get(phase.score(Phase.LOSS));
      if (value != null) {
        shown.put(phase.score(Phase.LOSS), value);
      }
    }
    scores.forEach(shown::putIfAbsent);
    return shown.entrySet().stream()
        .map(score -> label(score.getKey()) + " " + Format.score(score.getValue()))
        .collect(Collectors.joining("  "));
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
