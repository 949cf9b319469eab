package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values that a source should give, as the script that wrote it knows them. */
public final class SourceGoldens {
  private final Map<String, String[]> columns = new LinkedHashMap<>();

  /** Reads the text file that lies beside the sources. */
  public SourceGoldens(Path values) throws IOException {
    for (String line : Files.readAllLines(values)) {
      String[] cells = line.split("\t", -1);
      columns.put(cells[0], cells);
    }
  }

  /** Checks each column's kind and values, to the last bit; returns how many rows there are. */
  public int check(TableSource source) {
    List<SourceColumn> all = source.columns();
    List<Integer> readable = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      String[] cells = columns.get(all.get(i).name());
      assertEquals(cells[1], all.get(i).kind().name(), all.get(i).toString());
      if (all.get(i).kind() != SourceColumn.Kind.OTHER) {
        readable.add(i);
      }
    }
    assertTrue(!readable.isEmpty());
    int done = 0;
    try (TableReader reader = source.open(readable)) {
      for (int rows = reader.next(); rows > 0; rows = reader.next()) {
        for (int i = 0; i < readable.size(); i++) {
          check(all.get(readable.get(i)), reader, i, done, rows);
        }
        done += rows;
      }
      assertEquals(0, reader.next());
    }
    return done;
  }

  private void check(SourceColumn column, TableReader reader, int place, int done, int rows) {
    String[] cells = columns.get(column.name());
    for (int row = 0; row < rows; row++) {
      String cell = cells[2 + done + row];
      String where = column.name() + ", row " + (done + row);
      if (column.kind().isNumeric()) {
        double expected = cell.equals("-") ? Double.NaN : Double.parseDouble(cell);
        assertEquals(expected, reader.numbers(place)[row], 0, where);
      } else {
        assertEquals(text(cell), reader.texts(place)[row], where);
      }
    }
  }

  private static @Nullable String text(String cell) {
    return cell.equals("-")
        ? null
        : new String(HexFormat.of().parseHex(cell.substring(1)), StandardCharsets.UTF_8);
  }
}
