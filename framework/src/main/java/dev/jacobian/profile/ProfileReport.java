package dev.jacobian.profile;

import dev.jacobian.device.Device;
import dev.jacobian.device.TransferCounter;
import java.util.Comparator;
import java.util.List;

/**
 * What was measured until a moment.
 *
 * @param wallNanos nanoseconds since the profiler was started
 * @param rows totals per op and per compiled kernel, those that took most time first
 * @param captures how many functions were captured
 * @param captureNanos nanoseconds that the captured first runs took, compiling included
 * @param compileNanos nanoseconds that making kernels of what was captured took
 * @param transfers what all threads moved between Java arrays or other devices and each device
 *     meanwhile
 * @param events how many ops, kernels and stages there were
 * @param keptEvents how many of them a trace holds, the first ones
 */
public record ProfileReport(
    long wallNanos,
    List<Row> rows,
    long captures,
    long captureNanos,
    long compileNanos,
    List<Transfers> transfers,
    long events,
    long keptEvents) {

  /** Sorts the rows. */
  public ProfileReport {
    Comparator<Row> longestFirst = Comparator.comparingLong(Row::nanos).reversed();
    rows =
        rows.stream()
            .sorted(longestFirst.thenComparing(Row::phase).thenComparing(Row::name))
            .toList();
    transfers = List.copyOf(transfers);
  }

  /**
   * The calls of one op or compiled kernel.
   *
   * @param phase what the calls belonged to
   * @param name the op's name, or the kernel's ops and the shape that they work on
   * @param nanos nanoseconds of all calls, memory management included. A device that computes while
   *     Java goes on is not waited for
   * @param bytes bytes that had to be read and written at least, if nothing was in a cache
   */
  public record Row(ProfilePhase phase, String name, long calls, long nanos, long bytes) {
    /** Returns the nanoseconds of a call. */
    public double meanNanos() {
      return (double) nanos / calls;
    }

    /** Returns billions of bytes per second; NaN if nothing was measured. */
    public double gigabytesPerSecond() {
      return nanos == 0 ? Double.NaN : (double) bytes / nanos;
    }
  }

  /** What was moved to and from one device. */
  public record Transfers(Device device, TransferCounter.Snapshot counts) {}

  /** Returns the nanoseconds of all rows. */
  public long workNanos() {
    return rows.stream().mapToLong(Row::nanos).sum();
  }

  /** Returns a row's part of the time of all rows, from 0 to 1. */
  public double share(Row row) {
    long total = workNanos();
    return total == 0 ? 0 : (double) row.nanos() / total;
  }

  /** Returns {@link #table(int)} with 30 rows at most. */
  public String table() {
    return table(30);
  }

  /**
   * Returns the report as text for a terminal of 100 columns: a table of the rows, and lines on
   * compiling and transfers.
   *
   * @param mostRows rows that are shown; a line sums up the others
   */
  public String table(int mostRows) {
    return ProfileTable.of(this, mostRows);
  }

  @Override
  public String toString() {
    return table();
  }
}
