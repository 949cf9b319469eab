package dev.jacobian.cli;

import dev.jacobian.io.Json;
import dev.jacobian.trainers.predict.KeptValue;
import dev.jacobian.trainers.predict.NumberText;
import dev.jacobian.trainers.predict.PredictedRow;
import dev.jacobian.trainers.predict.Prediction;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;

/**
 * Writes predictions as JSON lines, an object for each: kept values, then the targets of a
 * regression by name, or {@code class} and {@code probabilities}. What JSON has no number for is
 * null. Cells of CSV are text.
 */
final class JsonRowWriter implements RowWriter {
  private final Writer writer;
  private final List<String> keptNames;
  private final NumberText numbers;

  JsonRowWriter(Writer writer, List<String> keptNames, NumberText numbers) {
    this.writer = writer;
    this.keptNames = keptNames;
    this.numbers = numbers;
  }

  @Override
  public void begin() {
    // Names are in each line.
  }

  @Override
  public void write(PredictedRow row) throws IOException {
    StringBuilder line = new StringBuilder("{");
    for (int i = 0; i < keptNames.size(); i++) {
      KeptValue value = row.kept().get(i);
      add(line, keptNames.get(i), value.json().orElseGet(() -> text(value.text())));
    }
    Prediction prediction = row.prediction();
    if (prediction.isClass()) {
      add(line, free("class"), text(prediction.label().orElseThrow()));
      StringBuilder all = new StringBuilder("{");
      for (Map.Entry<String, Double> entry : prediction.probabilities().entrySet()) {
        add(all, entry.getKey(), number(entry.getValue(), numbers.probability(entry.getValue())));
      }
      add(line, free("probabilities"), all.append('}').toString());
    } else {
      List<String> cells = numbers.cells(prediction);
      int place = 0;
      for (Map.Entry<String, Double> entry : prediction.numbers().entrySet()) {
        add(line, free(entry.getKey()), number(entry.getValue(), cells.get(place++)));
      }
    }
    writer.write(line.append("}\n").toString());
  }

  private String free(String name) {
    return RowWriter.free(name, keptNames);
  }

  private static String number(double value, String digits) {
    return Double.isFinite(value) ? digits : "null";
  }

  private static String text(String value) {
    return Json.text(value);
  }

  private static void add(StringBuilder object, String name, String json) {
    object.append(object.length() > 1 ? "," : "").append(text(name)).append(':').append(json);
  }
}
