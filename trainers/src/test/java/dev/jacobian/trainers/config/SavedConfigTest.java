package dev.jacobian.trainers.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.table.SeriesWindows;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.trainers.config.data.RowForm;
import dev.jacobian.trainers.config.kind.MissingKind;
import dev.jacobian.trainers.config.kind.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is saved of a configuration is read back as it was. */
class SavedConfigTest {
  @TempDir private Path folder;

  private SavedConfig saved(String keys) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(folder.resolve("rows.csv"), "a;b;y\n1;2;no\n3;4;yes\n");
    Files.writeString(folder.resolve("numbers.csv"), "1\t2\n3\t4\n");
    Files.writeString(file, keys + "\noptimizer: {type: sgd, learningRate: 0.1}\nepochs: 1\n");
    RunConfig config = RunConfig.load(file, List.of());
    return SavedConfig.of(config, config.model(), config.data().form());
  }

  private static SavedConfig parsed(String json) {
    return SavedConfig.parse("model.safetensors", json);
  }

  /** Places are where a value was written, which differs. */
  private static void assertSame(SavedConfig expected) {
    SavedConfig actual = parsed(expected.toJson());
    assertEquals(expected.toJson(), actual.toJson());
    assertEquals(expected.model(), actual.model());
    assertEquals(expected.loss().kind(), actual.loss().kind());
    assertEquals(
        expected.loss().weights().map(ClassWeighting::numbers),
        actual.loss().weights().map(ClassWeighting::numbers));
    assertEquals(expected.metrics(), actual.metrics());
    assertEquals(expected.data(), actual.data());
  }

  @Test
  void everyModelLossAndFormatIsReadBack() throws IOException {
    List<String> configs =
        List.of(
            """
            data: {csv: rows.csv, target: a, ignored: [y], delimiter: ";"}
            model: linear
            """,
            """
            data: {csv: rows.csv, target: y, delimiter: ";", decimal: ",", thousands: "'",
                   missing: mean, missingMarkers: ["", "-", "null", "1.0", "#"], encoding: UTF-16LE,
                   dtype: float32}
            model: logistic
            loss: {type: bce_with_logits, posWeight: 2.5}
            """
                .replace(", encoding: UTF-16LE", ""),
            """
            data: {csv: rows.csv, target: y, delimiter: ";", encoding: windows-1252}
            model: {type: mlp, hidden: [3, 2], activation: gelu, dropout: 0.125}
            loss: {type: cross_entropy, classWeights: [1, 2.5], labelSmoothing: 0.1}
            metrics: [accuracy]
            dtype: float64
            """,
            """
            data: {csv: rows.csv, target: y, delimiter: ";", missing: drop_row}
            model: softmax
            loss: {type: cross_entropy, classWeights: balanced}
            """,
            """
            data: {csv: numbers.csv, target: 2, header: false, delimiter: whitespace}
            model: {type: mlp, hidden: 4}
            loss: {type: huber, delta: 0.5}
            metrics: [mae, rmse, r2]
            """);
    for (String keys : configs) {
      assertSame(saved(keys));
    }
    for (Task task : Task.values()) {
      SavedConfig own = SavedConfig.of(task, MissingKind.MEAN);
      assertEquals(Optional.empty(), own.model());
      assertEquals(task, own.loss().kind().task());
      assertSame(own);
    }
  }

  @Test
  void anArrayKeepsItsNames() {
    RowForm form = RowForm.defaults();
    RowForm named =
        new RowForm(form.dtype(), form.missing(), form.text(), "pixels", "digit", Optional.empty());
    SavedConfig own = SavedConfig.of(Task.CLASSES, MissingKind.ERROR);
    assertSame(new SavedConfig(own.model(), own.loss(), own.metrics(), named));
  }

  @Test
  void aSeriesKeepsItsWindows() {
    RowForm form = RowForm.defaults();
    SeriesWindows windows = new SeriesWindows(12, 3, List.of("sales, net"), List.of("day"));
    RowForm series =
        new RowForm(
            form.dtype(),
            form.missing(),
            form.text(),
            form.inputs(),
            form.targets(),
            Optional.of(windows));
    SavedConfig own = SavedConfig.of(Task.REGRESSION, MissingKind.ERROR);
    assertSame(new SavedConfig(own.model(), own.loss(), own.metrics(), series));
  }

  @Test
  void somethingElseIsNamed() {
    String good = SavedConfig.of(Task.REGRESSION, MissingKind.ERROR).toJson();
    List<String> bad =
        List.of(
            "",
            "[]",
            "{",
            "{}",
            good.replace("mse", "mess"),
            good.replace("loss", "lost"),
            good.replace("\"UTF-8\"", "\"UTF-9\""));
    for (String json : bad) {
      String message =
          assertThrows(FileFormatException.class, () -> parsed(json), json).getMessage();
      assertTrue(message.startsWith("model.safetensors"), message);
      assertTrue(message.contains("what jacobian train wrote"), message);
    }
  }
}
