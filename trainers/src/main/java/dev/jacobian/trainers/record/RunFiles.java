package dev.jacobian.trainers.record;

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

  private RunFiles() {}
}
