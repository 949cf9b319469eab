package dev.jacobian.device.host;

import dev.jacobian.kernel.Reduction;

/**
 * Where a thread combines elements: one running result of neighbours, and a row of results.
 * Finished results of runs are gathered in the row too, so that they are stored together.
 */
sealed interface Accumulator permits DoubleAccumulator, LongAccumulator {

  /** Begins a run of neighbours that come in several pieces. */
  void beginRun(Reduction reduction);

  /** Adds elements of a lane to the run. */
  void addToRun(Reduction reduction, Object lane, int from, int count);

  /** Puts the run's result into the row. */
  void endRun(int at);

  /** Writes the run's result into an array for a later {@link #addSaved}. */
  void saveRun(Object saved, int at);

  /** Combines runs of {@code length} neighbours, one result each, into the row from {@code at}. */
  void foldRuns(Reduction reduction, Object lane, int from, int length, int runs, int at);

  /** Begins a row of results. */
  void beginRows(Reduction reduction, int width);

  /** Adds rows of {@code width} elements to the row of results, from {@code column} on. */
  void addRows(Reduction reduction, Object lane, int from, int rows, int width, int column);

  /** Adds saved results to the row. */
  void addSaved(Reduction reduction, Object saved, int at, int width);

  /** Writes the beginning of the row into an array for a later {@link #addSaved}. */
  void save(Object saved, int at, int count);

  /** Reads the beginning of the row from an array. */
  void load(Object saved, int count);

  /** Rounds the beginning of the row to the target's type and stores it. */
  void store(HostBlock target, long at, int count, Frame frame);

  /** Returns saved results of shape {@code [outer, middle, inner]} combined along the middle. */
  Object reduceSaved(Reduction reduction, Object saved, int outer, int middle, int inner);
}
