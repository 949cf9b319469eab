package dev.jacobian.trainers.run;

import dev.jacobian.data.table.DroppedRows;
import dev.jacobian.data.table.TableDataset;
import dev.jacobian.trainers.config.data.RowSource;
import dev.jacobian.trainers.config.data.TableRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a user should know of how the rows of a run were read.
 *
 * @param dropped the rows that were left out
 * @param lines what looks like a mistake, and how to mend it
 */
public record RowNotes(DroppedRows dropped, List<String> lines) {
  private static final int FEWEST_ROWS = 5;
  private static final int FIRST_ROWS = 64;
  private static final int MOST_ROWS = 1 << 16;
  private static final int MOST_CELLS = 1 << 22;

  /** Copies the list. */
  public RowNotes {
    lines = List.copyOf(lines);
  }

  /** Returns these notes and more. */
  RowNotes with(List<String> more) {
    List<String> all = new ArrayList<>(lines);
    all.addAll(more);
    return new RowNotes(dropped, all);
  }

  static RowNotes of(RowSource source, TableDataset rows) {
    List<String> lines = new ArrayList<>();
    if (source instanceof TableRows csv) {
      csv.origin().renamed(csv.options()).ifPresent(lines::add);
      if (csv.features().isEmpty()) {
        for (int feature = 0; feature < rows.featureNames().size(); feature++) {
          counter(rows, feature).ifPresent(lines::add);
        }
      }
    }
    return new RowNotes(rows.dropped(), lines);
  }

  /** Returns what to say of a feature that only counts the rows; empty if it does not. */
  private static Optional<String> counter(TableDataset rows, int feature) {
    String name = rows.featureNames().get(feature);
    int width = rows.featureNames().size();
    long checked = Math.min(rows.size(), Math.min(MOST_ROWS, MOST_CELLS / width));
    if (!name.toLowerCase(Locale.ROOT)
            .matches("|id|idx|index|row|row_?id|row_?number|unnamed: \\d+")
        || checked < FEWEST_ROWS) {
      return Optional.empty();
    }
    double first = 0;
    double last = -1;
    for (long row = 0; row < checked; ) {
      // Few rows tell of most columns that they do not count.
      int count = (int) Math.min(row == 0 ? FIRST_ROWS : checked - row, checked - row);
      double[] values = rows.gather(range(row, count)).inputs().toDoubleArray();
      for (int i = 0; i < count; i++) {
        double value = values[i * width + feature];
        boolean isFirst = row + i == 0;
        boolean isNext =
            rows.dropped().total() > 0
                ? value > last && value == Math.rint(value)
                : isFirst ? value == 0 || value == 1 : value == last + 1;
        if (!isNext) {
          return Optional.empty();
        }
        first = isFirst ? value : first;
        last = value;
      }
      row += count;
    }
    String end = checked < rows.size() ? " on" : String.format(Locale.ROOT, " to %.0f", last);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "column '%s' counts the rows from %.0f%s and is used as a feature; ignored: ['%s'] leaves it out",
            name,
            first,
            end,
            name));
  }

  private static long[] range(long start, int count) {
    long[] rows = new long[count];
    for (int i = 0; i < count; i++) {
      rows[i] = start + i;
    }
    return rows;
  }
}
