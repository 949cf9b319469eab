package dev.jacobian.serve;

import dev.jacobian.data.column.TableSchema;
import java.util.List;

/**
 * What a model takes and gives.
 *
 * @param schema the columns of a row, in order
 * @param targets the names of what it predicts
 * @param classes the classes' names, in the order of their indices; empty for a regression
 */
public record ModelDescription(TableSchema schema, List<String> targets, List<String> classes) {
  /** Copies the lists. */
  public ModelDescription {
    targets = List.copyOf(targets);
    classes = List.copyOf(classes);
  }

  /** Returns whether the model chooses a class. */
  public boolean isClassification() {
    return !classes.isEmpty();
  }
}
