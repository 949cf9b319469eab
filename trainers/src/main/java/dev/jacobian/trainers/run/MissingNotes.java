package dev.jacobian.trainers.run;

import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.NumberType;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.data.prepare.SimpleImputer;
import dev.jacobian.trainers.progress.Format;
import java.util.ArrayList;
import java.util.List;

/** Says what is filled in for missing values, and for how many. */
final class MissingNotes {
  private static final int SHOWN = 5;

  private MissingNotes() {}

  /** Returns a line, if values are missing in the training rows. */
  static List<String> of(SimpleImputer usual, TableSchema schema) {
    List<String> filled = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      long missing = usual.missing()[i];
      if (missing > 0) {
        filled.add(
            "'"
                + schema.features().get(i).name()
                + "' "
                + missing
                + " times by "
                + text(schema.features().get(i).type(), usual.values()[i]));
      }
    }
    if (filled.isEmpty()) {
      return List.of();
    }
    int more = filled.size() - SHOWN;
    return List.of(
        "filled in where values are missing: "
            + String.join(", ", filled.subList(0, Math.min(SHOWN, filled.size())))
            + (more > 0 ? " and " + more + " more columns" : ""));
  }

  private static String text(ColumnType type, double value) {
    return type instanceof NumberType ? Format.score(value) : type.text(value);
  }
}
