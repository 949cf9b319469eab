package dev.jacobian.benchmarks.worker;

import java.util.List;

/**
 * What a worker and the process that started it say to each other, a line at a time. Commands come
 * on standard input, answers go to standard output after {@link #MARK}, among whatever libraries
 * print. {@code worker.py} speaks the same.
 *
 * <p>First, for each contender in turn: {@code about TEXT} and {@code check NUMBER...}, the results
 * at the workload's checkpoints; or, instead of all that, {@code absent REASON}. Then commands and
 * answers: {@code warm INDEX SECONDS} and {@code run INDEX CALLS}, answered by {@code took CALLS
 * SECONDS}; {@code soak INDEX STEPS}, answered by {@code soaked} and the quantities of {@link Soak}
 * in order; {@code resident INDEX 0}, answered by {@code resident BYTES}. The end of input ends the
 * worker.
 */
public final class Protocol {
  /** Begins each answer. */
  public static final String MARK = "#bench ";

  /** The library, its version and its threads. */
  public static final String ABOUT = "about";

  /** Results at the checkpoints. */
  public static final String CHECK = "check";

  /** A contender is not there. */
  public static final String ABSENT = "absent";

  /** Command: work for some seconds. */
  public static final String WARM = "warm";

  /** Command: work a number of times. */
  public static final String RUN = "run";

  /** What was done, and how long it took. */
  public static final String TOOK = "took";

  /** Command: work a number of times and watch memory. */
  public static final String SOAK = "soak";

  /** What memory did. */
  public static final String SOAKED = "soaked";

  /** Command, and its answer: the resident memory of the process. */
  public static final String RESIDENT = "resident";

  /** The first step is finished. */
  public static final String DONE = "done";

  private Protocol() {}

  /** Returns the words after the first one of an answer. */
  public static String text(List<String> answer) {
    return String.join(" ", answer.subList(1, answer.size()));
  }
}
