package dev.jacobian.trainers.record;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.CallbackState;
import dev.jacobian.trainers.callback.EpochFinished;
import dev.jacobian.trainers.callback.EpochScores;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.callback.PhaseFinished;
import dev.jacobian.trainers.callback.PhaseStarted;
import dev.jacobian.trainers.callback.RunFailed;
import dev.jacobian.trainers.callback.RunFinished;
import dev.jacobian.trainers.callback.RunResumed;
import dev.jacobian.trainers.callback.RunStarted;
import dev.jacobian.trainers.callback.StatefulCallback;
import dev.jacobian.trainers.callback.ValidationFinished;
import dev.jacobian.trainers.tensorboard.TensorBoardWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes down a run in its folder while it goes on: metrics, times, {@value RunFiles#INFO}, and at
 * the end {@value RunFiles#CSV}.
 *
 * <pre>{@code
 * try (RunRecorder recorder = RunRecorder.start(folder, RunInfo.named("iris"))) {
 *   trainer.with(recorder).fit(loader);
 * }
 * }</pre>
 *
 * A run writes down {@value #MOST_STEPS} of its steps at most, evenly spaced, so that its files and
 * the time for them stay small however long it is. Which steps these are follows from the step's
 * number and the planned length only.
 */
public final class RunRecorder implements StatefulCallback, AutoCloseable {
  /** The most steps of a run that are written down. */
  public static final int MOST_STEPS = 10_000;

  private static final String LEARNING_RATE = "learningRate";

  private final Path folder;
  private final MetricsLog log;
  private final LongSupplier nanoTime;
  private @Nullable TensorBoardWriter tensorBoard;
  private RunInfo info;

  private long step;
  private double learningRate = Double.NaN;
  private long interval = 1;
  private long trainBatches;
  private boolean isEpochOver;
  private long startNanos;
  private long markNanos;
  private long trainNanos;
  private long trainRows;

  private RunRecorder(Path folder, MetricsLog log, RunInfo info, long step, LongSupplier nanoTime) {
    this.folder = folder;
    this.log = log;
    this.info = info;
    this.step = step;
    this.nanoTime = nanoTime;
  }

  /**
   * Records a run from its beginning. What an earlier run left in these files goes.
   *
   * @param folder is made if there is none
   */
  public static RunRecorder start(Path folder, RunInfo info) {
    return resume(folder, info, 0);
  }

  /**
   * Goes on with the record of a run.
   *
   * @param step the last step that counts; what is written of later ones goes
   */
  public static RunRecorder resume(Path folder, RunInfo info, long step) {
    return new RunRecorder(folder, MetricsLog.open(folder, step), info, step, System::nanoTime);
  }

  /** Writes an event file for TensorBoard into the folder too. */
  public RunRecorder withTensorBoard() {
    if (tensorBoard == null) {
      tensorBoard =
          TensorBoardWriter.isUsed(folder)
              ? TensorBoardWriter.resume(folder, step)
              : TensorBoardWriter.open(folder);
    }
    return this;
  }

  @Override
  public void runStarted(RunStarted event) {
    trainBatches = event.trainBatches();
    long planned = event.epochs() * trainBatches;
    interval = Math.max(1, (planned + MOST_STEPS - 1) / MOST_STEPS);
    startNanos = nanoTime.getAsLong();
    info = info.withStatus(RunInfo.RUNNING);
    info.write(folder);
  }

  @Override
  public void phaseStarted(PhaseStarted event) {
    markNanos = nanoTime.getAsLong();
  }

  @Override
  public void batchFinished(BatchFinished event) {
    if (event.phase() != Phase.TRAIN) {
      return;
    }
    step = event.step();
    isEpochOver = event.batch() == event.batches();
    learningRate = event.learningRate();
    long now = nanoTime.getAsLong();
    trainNanos += now - markNanos;
    trainRows += event.rows();
    markNanos = now;
    if (step == 1 || step % interval == 0) {
      record(
          new StepRecord(
              event.epoch(), step, event.rows(), event.loss(), learningRate, event.gradientNorm()));
    }
  }

  /** Leaves the time of a validation inside of an epoch out of the training's. */
  @Override
  public void phaseFinished(PhaseFinished event) {
    markNanos = nanoTime.getAsLong();
  }

  private void record(StepRecord record) {
    log.append(record);
    double seconds = log.secondsBefore() + (markNanos - startNanos) / 1e9;
    log.append(new TimingRecord(step, seconds, trainRows / Math.max(1e-9, trainNanos / 1e9)));
    trainNanos = 0;
    trainRows = 0;
    if (tensorBoard != null) {
      Map<String, Double> scalars = new LinkedHashMap<>();
      scalars.put("loss/step", record.loss());
      scalars.put("learning_rate", record.learningRate());
      record.gradientNorm().ifPresent(norm -> scalars.put("gradient_norm", norm));
      tensorBoard.scalars(scalars, step);
    }
  }

  @Override
  public void runResumed(RunResumed event) {
    isEpochOver = event.batch() == trainBatches;
  }

  /** The scores of a validation at the end of an epoch are among the epoch's. */
  @Override
  public void validationFinished(ValidationFinished event) {
    if (!isEpochOver) {
      EpochScores scores = event.scores();
      record(ScoreRecord.ofValidation(scores.epoch(), step, learningRate, scores.scores()));
    }
  }

  @Override
  public void epochFinished(EpochFinished event) {
    EpochScores scores = event.scores();
    record(ScoreRecord.ofEpoch(scores.epoch(), step, learningRate, scores.scores()));
  }

  private void record(ScoreRecord record) {
    log.append(record);
    if (tensorBoard != null) {
      Map<String, Double> scalars = new LinkedHashMap<>();
      record.scores().forEach((name, value) -> scalars.put(tag(name), value));
      tensorBoard.scalars(scalars, step);
    }
  }

  /** Returns {@code loss/validation} for {@code validation_loss}: one plot for all phases. */
  private static String tag(String score) {
    ScoreName name = ScoreName.of(score);
    return name.phase().isEmpty() ? score : name.metric() + "/" + name.phase();
  }

  @Override
  public void runFinished(RunFinished event) {
    end(event.stopReason().map(reason -> "stopped early: " + reason).orElse(RunInfo.FINISHED));
  }

  @Override
  public void runFailed(RunFailed event) {
    try {
      end("failed: " + event.cause().getMessage());
    } catch (UncheckedIOException e) {
      // A full disk must not hide why the run failed; it may be the reason itself.
      event.cause().addSuppressed(e);
    }
  }

  private void end(String status) {
    info = info.withStatus(status);
    info.write(folder);
    MetricsCsv.write(folder, MetricsLog.read(folder).epochs());
  }

  /** Returns the last step's learning rate: an epoch may end right after the run was resumed. */
  @Override
  public Map<String, Tensor> stateDict() {
    return Map.of(LEARNING_RATE, Tensor.of(new double[] {learningRate}, new long[0]));
  }

  @Override
  public void loadStateDict(Map<String, Tensor> state) {
    CallbackState.requireFit(
        stateName(), Map.of(LEARNING_RATE, new TensorSpec(Shape.scalar(), DType.FLOAT64)), state);
    learningRate = CallbackState.number(state, LEARNING_RATE);
  }

  /** Returns what is known of the run, with how it ended if it did. */
  public RunInfo info() {
    return info;
  }

  @Override
  public void close() {
    try (log) {
      if (tensorBoard != null) {
        tensorBoard.close();
      }
    }
  }
}
