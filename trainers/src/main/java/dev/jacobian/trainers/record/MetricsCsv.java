package dev.jacobian.trainers.record;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.jacobian.io.AtomicFile;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes the epochs' scores as a table: {@value RunFiles#CSV}, one row an epoch. */
public final class MetricsCsv {
  private MetricsCsv() {}

  /**
   * Writes the file into a folder, in one step.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(Path folder, List<ScoreRecord> epochs) {
    byte[] bytes = text(epochs).getBytes(StandardCharsets.UTF_8);
    AtomicFile.replace(folder.resolve(RunFiles.CSV), bytes);
  }

  /**
   * Returns the table: epoch, step, learning rate, then the scores in the order in which they first
   * came. A score that an epoch lacks is an empty cell.
   */
  static String text(List<ScoreRecord> epochs) {
    Set<String> names = new LinkedHashSet<>();
    epochs.forEach(epoch -> names.addAll(epoch.scores().keySet()));
    List<String> header = new ArrayList<>(List.of("epoch", "step", "learningRate"));
    header.addAll(names);
    StringWriter text = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().build(text)) {
      writer.writeRecord(header);
      for (ScoreRecord epoch : epochs) {
        writer.writeRecord(cells(epoch, names));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static List<String> cells(ScoreRecord epoch, Set<String> names) {
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(epoch.epoch()));
    cells.add(Long.toString(epoch.step()));
    cells.add(Double.toString(epoch.learningRate()));
    for (String name : names) {
      Double value = epoch.scores().get(name);
      cells.add(value == null ? "" : value.toString());
    }
    return cells;
  }
}
