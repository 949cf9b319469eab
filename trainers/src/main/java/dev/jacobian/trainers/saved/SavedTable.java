package dev.jacobian.trainers.saved;

import dev.jacobian.data.prepare.SimpleImputer;
import dev.jacobian.data.prepare.Standardizer;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.data.table.SeriesWindows;
import dev.jacobian.io.Json;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of a table's preparation stands in a file of weights, beside what all kinds have. */
final class SavedTable {
  private static final String FEATURES = "standardizer.features.";
  private static final String TARGETS = "standardizer.targets.";
  private static final String MISSING = "imputer.features.";

  /** With what the names of tensors begin that are none of the model's. */
  static final List<String> PREFIXES = List.of(FEATURES, TARGETS, MISSING);

  private SavedTable() {}

  static void write(
      TablePreparation preparation, Map<String, Tensor> tensors, Map<String, String> metadata) {
    preparation.features().ifPresent(scale -> put(FEATURES, scale.stateDict(), tensors));
    preparation.targets().ifPresent(scale -> put(TARGETS, scale.stateDict(), tensors));
    preparation.missing().ifPresent(usual -> put(MISSING, usual.stateDict(), tensors));
    metadata.put("features", Json.text(preparation.featureNames()));
    metadata.put("columns", ColumnsJson.write(preparation.encoder()));
  }

  private static void put(String prefix, Map<String, Tensor> own, Map<String, Tensor> tensors) {
    own.forEach((name, tensor) -> tensors.put(prefix + name, tensor));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param series the windows of a series that the rows are, if they are
   */
  static TablePreparation read(SavedFile file, Optional<SeriesWindows> series) {
    return new TablePreparation(
        file.task(),
        file.dtype(),
        columns(file),
        file.names("targets"),
        file.names("classes"),
        file.classRows(),
        file.part(MISSING).map(SimpleImputer::fromStateDict),
        file.part(FEATURES).map(Standardizer::fromStateDict),
        file.part(TARGETS).map(Standardizer::fromStateDict),
        file.settings(),
        series);
  }

  /** Returns what the features are; files from before there was a choice have numbers. */
  private static TableEncoder columns(SavedFile file) {
    return file.find("columns")
        .map(json -> ColumnsJson.read(file.file() + ": the metadata 'columns'", json))
        .orElseGet(() -> TableEncoder.numbers(file.names("features")));
  }
}
