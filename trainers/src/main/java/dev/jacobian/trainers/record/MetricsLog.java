package dev.jacobian.trainers.record;

import dev.jacobian.shape.FileFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The metrics of a run as they come: {@value RunFiles#METRICS} with steps and epochs, and {@value
 * RunFiles#TIMING}. Every record is in the file when its method returns. A run that was interrupted
 * and resumed has the same bytes of metrics as one that was not:
 *
 * <pre>{@code
 * try (MetricsLog log = MetricsLog.open(folder, 0)) {
 *   log.append(new StepRecord(1, 1, 32, 0.5, 0.01, OptionalDouble.empty()));
 * }
 * }</pre>
 */
public final class MetricsLog implements AutoCloseable {
  private static final int MOST_SCORES = 1000;

  private final LineFile metrics;
  private final LineFile timing;
  private final double seconds;
  private long epochStep;

  private MetricsLog(LineFile metrics, LineFile timing, double seconds, long epochStep) {
    this.metrics = metrics;
    this.timing = timing;
    this.seconds = seconds;
    this.epochStep = epochStep;
  }

  /**
   * Opens the files of a run that goes on after a step. Records of later steps go, and so does a
   * last line that was not finished.
   *
   * @param folder is made if there is none
   * @param step the last step that counts; 0 to begin
   * @throws dev.jacobian.shape.FileFormatException if another line than the last is damaged
   */
  public static MetricsLog open(Path folder, long step) {
    Path metricsFile = folder.resolve(RunFiles.METRICS);
    Path timingFile = folder.resolve(RunFiles.TIMING);
    if (step == 0) {
      return new MetricsLog(LineFile.begin(metricsFile), LineFile.begin(timingFile), 0, 0);
    }
    LineFile metrics =
        LineFile.open(metricsFile, RecordJson::metric, record -> stepOf(record) <= step);
    LineFile timing =
        LineFile.open(timingFile, RecordJson::timing, record -> record.step() <= step);
    List<ScoreRecord> epochs = read(folder).epochs();
    List<TimingRecord> times = readTiming(folder);
    return new MetricsLog(
        metrics,
        timing,
        times.isEmpty() ? 0 : times.get(times.size() - 1).seconds(),
        epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).step());
  }

  private static long stepOf(Object record) {
    return record instanceof StepRecord step ? step.step() : ((ScoreRecord) record).step();
  }

  /** Returns the time that the run had worked when the files were opened. */
  public double secondsBefore() {
    return seconds;
  }

  /** Adds a step. */
  public void append(StepRecord step) {
    metrics.append(RecordJson.line(step));
  }

  /**
   * Adds scores. An epoch that is there already is not added again: a run that is resumed exactly
   * at the end of an epoch may judge it a second time.
   */
  public void append(ScoreRecord scores) {
    if (scores.step() > epochStep) {
      metrics.append(RecordJson.line(scores));
      epochStep = scores.isEpochEnd() ? scores.step() : epochStep;
    }
  }

  /** Adds a time. */
  public void append(TimingRecord time) {
    timing.append(RecordJson.line(time));
  }

  /**
   * Reads the metrics in a run's folder; empty if there are none yet.
   *
   * @throws dev.jacobian.shape.FileFormatException if another line than the last is damaged
   */
  public static Metrics read(Path folder) {
    List<StepRecord> steps = new ArrayList<>();
    List<ScoreRecord> scores = new ArrayList<>();
    for (Object record : LineFile.read(folder.resolve(RunFiles.METRICS), RecordJson::metric)) {
      if (record instanceof StepRecord step) {
        steps.add(step);
      } else {
        scores.add((ScoreRecord) record);
      }
    }
    requireFewScores(folder.resolve(RunFiles.METRICS), scores);
    return new Metrics(steps, scores);
  }

  /** Each name becomes a curve over all records, and a page has room for so many. */
  private static void requireFewScores(Path file, List<ScoreRecord> scores) {
    Set<String> names = new HashSet<>();
    for (ScoreRecord record : scores) {
      names.addAll(record.scores().keySet());
      if (names.size() > MOST_SCORES) {
        throw new FileFormatException(
            file + ": the records have more than " + MOST_SCORES + " different scores",
            "those of a run",
            "remove the lines that jacobian did not write");
      }
    }
  }

  /**
   * Reads the times in a run's folder; empty if there are none yet.
   *
   * @throws dev.jacobian.shape.FileFormatException if another line than the last is damaged
   */
  public static List<TimingRecord> readTiming(Path folder) {
    return LineFile.read(folder.resolve(RunFiles.TIMING), RecordJson::timing);
  }

  @Override
  public void close() {
    try (timing) {
      metrics.close();
    }
  }
}
