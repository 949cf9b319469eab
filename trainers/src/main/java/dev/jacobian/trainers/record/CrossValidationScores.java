package dev.jacobian.trainers.record;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.jacobian.io.AtomicFile;
import dev.jacobian.io.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The scores of a cross-validation.
 *
 * @param name what people call it
 * @param settings the configuration's values by their paths of keys
 * @param folds the scores of each fold of each division
 */
public record CrossValidationScores(
    String name, Map<String, String> settings, List<FoldScores> folds) {
  /** The file with everything. */
  public static final String JSON_FILE = "cross-validation.json";

  /** The file with a row for each fold. */
  public static final String CSV_FILE = "cross-validation.csv";

  /** Copies map and list. */
  public CrossValidationScores {
    settings = new LinkedHashMap<>(settings);
    folds = List.copyOf(folds);
  }

  /** Returns the mean of each score over all folds, each of which counts the same. */
  public Map<String, Double> mean() {
    return summary(values -> values.stream().mapToDouble(v -> v).average().orElse(Double.NaN));
  }

  /**
   * Returns the standard deviation of each score over all folds, the root of the mean squared
   * distance from their mean. NumPy equivalent: {@code scores.std()}.
   */
  public Map<String, Double> std() {
    return summary(
        values -> {
          double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
          double square =
              values.stream()
                  .mapToDouble(v -> (v - mean) * (v - mean))
                  .average()
                  .orElse(Double.NaN);
          return Math.sqrt(square);
        });
  }

  private Map<String, Double> summary(Function<List<Double>, Double> of) {
    Map<String, Double> summary = new LinkedHashMap<>();
    for (String score : names()) {
      summary.put(
          score,
          of.apply(folds.stream().map(f -> f.scores().getOrDefault(score, Double.NaN)).toList()));
    }
    return summary;
  }

  private List<String> names() {
    return folds.isEmpty() ? List.of() : List.copyOf(folds.get(0).scores().keySet());
  }

  /**
   * Writes {@value #JSON_FILE} and {@value #CSV_FILE} into a folder that exists.
   *
   * @throws UncheckedIOException if they cannot be written
   */
  public void write(Path folder) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", name);
    all.put("settings", settings);
    all.put("mean", mean());
    all.put("std", std());
    all.put("folds", folds);
    AtomicFile.replace(
        folder.resolve(JSON_FILE), Json.indented(all).getBytes(StandardCharsets.UTF_8));
    AtomicFile.replace(folder.resolve(CSV_FILE), csv().getBytes(StandardCharsets.UTF_8));
  }

  private String csv() {
    StringWriter text = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().build(text)) {
      List<String> header = new ArrayList<>(List.of("repeat", "fold", "train_rows", "test_rows"));
      header.addAll(names());
      writer.writeRecord(header);
      for (FoldScores fold : folds) {
        List<String> cells = new ArrayList<>();
        cells.add(Integer.toString(fold.repeat()));
        cells.add(Integer.toString(fold.fold()));
        cells.add(Long.toString(fold.trainRows()));
        cells.add(Long.toString(fold.testRows()));
        names().forEach(score -> cells.add(String.valueOf(fold.scores().get(score))));
        writer.writeRecord(cells);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
