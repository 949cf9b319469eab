package dev.jacobian.trainers.record;

import java.util.List;

/** The names of the files in a run's folder. */
public final class RunFiles {
  /** Steps and epochs, a JSON object a line. */
  public static final String METRICS = "metrics.jsonl";

  /** Times, a JSON object a line. */
  public static final String TIMING = "timing.jsonl";

  /** The epochs' scores as a table. */
  public static final String CSV = "metrics.csv";

  /** What the run was: see {@link RunInfo}. */
  public static final String INFO = "run.json";

  /** The report to look at. */
  public static final String REPORT = "report.html";

  /** The files of which a report or a comparison is made. */
  public static final List<String> READ = List.of(METRICS, TIMING, INFO);

  private RunFiles() {}
}
