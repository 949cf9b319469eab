package dev.jacobian.profile;

import dev.jacobian.device.ByteSize;
import dev.jacobian.device.TransferCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a report for a terminal. */
final class ProfileTable {
  private static final int WIDTH = 100;
  private static final String GAP = "  ";
  private static final String CUT = "...";
  private static final List<String> HEADER =
      List.of("phase", "op or kernel", "calls", "total", "mean", "share", "moved", "GB/s");

  /** The first columns hold words, the others numbers. */
  private static final int WORDS = 2;

  private static final int NAME = 1;

  private ProfileTable() {}

  static String of(ProfileReport report, int mostRows) {
    List<ProfileReport.Row> rows = report.rows();
    int shown = Math.min(rows.size(), mostRows);
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADER);
    rows.subList(0, shown).forEach(row -> lines.add(cells(report, row)));
    int[] widths = widths(lines);
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      append(text, line, widths);
      if (line == HEADER) {
        text.append("-".repeat(text.length() - 1)).append('\n');
      }
    }
    appendRest(text, report, shown);
    text.append('\n');
    appendTimes(text, report);
    report.transfers().forEach(transfers -> appendTransfers(text, transfers));
    return text.toString();
  }

  private static List<String> cells(ProfileReport report, ProfileReport.Row row) {
    double speed = row.gigabytesPerSecond();
    boolean isMoving = row.bytes() > 0 && !Double.isNaN(speed);
    return List.of(
        row.phase().toString(),
        row.name(),
        count(row.calls()),
        time(row.nanos()),
        time(Math.round(row.meanNanos())),
        percent(report.share(row)),
        row.bytes() > 0 ? ByteSize.format(row.bytes()) : "",
        isMoving ? String.format(Locale.ROOT, speed < 10 ? "%.2f" : "%.1f", speed) : "");
  }

  /** Returns the widths of the columns; names get what the others leave. */
  private static int[] widths(List<List<String>> lines) {
    int[] widths = new int[HEADER.size()];
    int others = GAP.length() * (widths.length - 1);
    for (int column = 0; column < widths.length; column++) {
      for (List<String> line : lines) {
        widths[column] = Math.max(widths[column], line.get(column).length());
      }
      others += column == NAME ? 0 : widths[column];
    }
    widths[NAME] = Math.min(widths[NAME], WIDTH - others);
    return widths;
  }

  private static void append(StringBuilder text, List<String> line, int[] widths) {
    StringBuilder cells = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = line.get(column);
      if (column == NAME) {
        cell = shortened(cell, widths[column]);
      }
      String padding = " ".repeat(widths[column] - cell.length());
      cells.append(column == 0 ? "" : GAP);
      cells.append(column < WORDS ? cell + padding : padding + cell);
    }
    text.append(cells.toString().stripTrailing()).append('\n');
  }

  /** Returns a name that fits; a shape at its end stays if there is room for some of the rest. */
  private static String shortened(String name, int width) {
    if (name.length() <= width) {
      return name;
    }
    int shape = name.lastIndexOf(" [");
    int kept = shape < 0 ? 0 : name.length() - shape;
    String end = kept > width / 2 ? CUT : CUT + name.substring(name.length() - kept);
    String begin = name.substring(0, width - end.length());
    int comma = begin.lastIndexOf(", ");
    return (comma > 0 ? begin.substring(0, comma + 2) : begin) + end;
  }

  private static void appendRest(StringBuilder text, ProfileReport report, int shown) {
    List<ProfileReport.Row> rest = report.rows().subList(shown, report.rows().size());
    if (!rest.isEmpty()) {
      long nanos = rest.stream().mapToLong(ProfileReport.Row::nanos).sum();
      double share = rest.stream().mapToDouble(report::share).sum();
      text.append("and ").append(rest.size()).append(rest.size() == 1 ? " other, " : " others, ");
      text.append(time(nanos)).append(", ").append(percent(share)).append('\n');
    }
  }

  private static void appendTimes(StringBuilder text, ProfileReport report) {
    double part = report.wallNanos() == 0 ? 0 : (double) report.workNanos() / report.wallNanos();
    text.append("ops and kernels  ").append(time(report.workNanos())).append(" of ");
    text.append(time(report.wallNanos())).append(" (").append(percent(part)).append(")\n");
    if (report.captures() > 0) {
      text.append("captures         ").append(count(report.captures())).append(" in ");
      text.append(time(report.captureNanos())).append(", of which compiling took ");
      text.append(time(report.compileNanos())).append('\n');
    }
  }

  private static void appendTransfers(StringBuilder text, ProfileReport.Transfers transfers) {
    TransferCounter.Snapshot counts = transfers.counts();
    if (counts.uploads() + counts.downloads() > 0) {
      String label = "transfers " + transfers.device();
      text.append(String.format(Locale.ROOT, "%-15s  ", label));
      text.append(count(counts.uploads())).append(" up (");
      text.append(ByteSize.format(counts.uploadedBytes())).append("), ");
      text.append(count(counts.downloads())).append(" down (");
      text.append(ByteSize.format(counts.downloadedBytes())).append(")\n");
    }
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  /** Returns a time with three digits: {@code 83 ns}, {@code 1.25 us}, {@code 12.5 ms}. */
  private static String time(long nanos) {
    if (nanos < 1000) {
      return nanos + " ns";
    }
    String[] units = {"us", "ms", "s"};
    double value = nanos / 1e3;
    int unit = 0;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%,." + decimals + "f %s", value, units[unit]);
  }
}
