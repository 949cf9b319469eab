package dev.jacobian.data.arrow;

import dev.jacobian.data.table.SourceColumn;
import dev.jacobian.data.table.SourceColumn.Kind;
import dev.jacobian.io.DamagedFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A column, or a part of one.
 *
 * @param name as the file has it
 * @param type of the values
 * @param index of the places in a dictionary that lie in the column; null if the values do
 * @param dictionary number of the dictionary, with an index
 * @param children parts of a list or a structure
 */
record ArrowField(
    String name,
    ArrowType type,
    @Nullable ArrowType index,
    long dictionary,
    List<ArrowField> children) {
  private static final int DEEPEST = 64;

  /** Reads what a file says of a column. */
  static ArrowField read(FlatTable field) {
    return read(field, 0);
  }

  private static ArrowField read(FlatTable field, int depth) {
    FlatTable type = field.table(3);
    if (type == null || depth > DEEPEST) {
      throw new DamagedFileException("its schema does not fit together");
    }
    List<ArrowField> children = new ArrayList<>();
    int count = field.size(5, Integer.BYTES);
    for (int i = 0; i < count; i++) {
      children.add(read(field.element(5, i), depth + 1));
    }
    FlatTable dictionary = field.table(4);
    return new ArrowField(
        field.text(0),
        ArrowType.of(field.tiny(2, 0), type),
        dictionary == null ? null : index(dictionary),
        dictionary == null ? 0 : dictionary.longInteger(0),
        children);
  }

  private static ArrowType index(FlatTable dictionary) {
    FlatTable type = dictionary.table(1);
    return type == null ? ArrowType.integer(Integer.SIZE, true) : ArrowType.integer(type);
  }

  SourceColumn column() {
    String typeName = index == null ? type.name() : "dictionary of " + type.name();
    return new SourceColumn(name, kind(), typeName);
  }

  private Kind kind() {
    return children.isEmpty() ? type.kind() : Kind.OTHER;
  }

  /** Returns how the column itself lies in a batch. */
  ArrowType.Layout layout() {
    return index == null ? type.layout() : index.layout();
  }

  /** Returns the parts whose values lie in a batch: those of a dictionary lie in the dictionary. */
  List<ArrowField> partsInBatch() {
    return index == null ? children : List.of();
  }

  /** Adds, by their numbers, the columns whose values are those of the dictionaries in this one. */
  void addDictionaries(Map<Long, ArrowField> found) {
    if (index != null) {
      found.put(dictionary, new ArrowField(name, type, null, 0, children));
    }
    children.forEach(child -> child.addDictionaries(found));
  }
}
