package dev.jacobian.trainers.run;

import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.Brief;
import dev.jacobian.trainers.saved.Scoring;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;

/** Finds the categories of a file that a split leaves no training row of. */
final class UntrainedCategories {
  private UntrainedCategories() {}

  /** Returns a line if there are such categories, of which a model learns nothing. */
  static List<String> notes(TableSchema schema, Dataset train) {
    int width = schema.size();
    BitSet[] seen = new BitSet[width];
    boolean hasCategories = false;
    for (int i = 0; i < width; i++) {
      seen[i] = new BitSet();
      hasCategories |= schema.features().get(i).type() instanceof CategoryType;
    }
    if (!hasCategories) {
      return List.of();
    }
    try (DataLoader loader = DataLoader.of(train, Scoring.BATCHES)) {
      for (Iterator<Batch> batches = loader.iterator(); batches.hasNext(); ) {
        try (MemoryScope scope = MemoryScope.open()) {
          double[] values = batches.next().inputs().toDoubleArray();
          for (int at = 0; at < values.length; at++) {
            int column = at % width;
            if (schema.features().get(column).type() instanceof CategoryType && values[at] >= 0) {
              seen[column].set((int) values[at]);
            }
          }
        }
      }
    }
    List<String> found = new ArrayList<>();
    for (int column = 0; column < width; column++) {
      Feature feature = schema.features().get(column);
      if (feature.type() instanceof CategoryType categories) {
        for (int i = 0; i < categories.names().size(); i++) {
          if (!seen[column].get(i)) {
            found.add(feature.name() + "=" + categories.names().get(i));
          }
        }
      }
    }
    return found.isEmpty()
        ? List.of()
        : List.of(
            "none of the training rows has "
                + Brief.of(String.join(", ", found))
                + ", of which the model learns nothing");
  }
}
