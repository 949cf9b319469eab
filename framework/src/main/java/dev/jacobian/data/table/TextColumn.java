package dev.jacobian.data.table;

import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.CellText;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.TextType;
import dev.jacobian.data.csv.CsvCell;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.List;

/**
 * What the cells of a column that has no numbers stand for, in a part of a file. Each different
 * text is looked at once; after that it is found by its bytes. For use by one thread.
 */
final class TextColumn {
  /** What a text is. */
  enum Kind {
    VALUE,
    MISSING,
    /** None of the column's type. */
    OTHER
  }

  private final ColumnType type;
  private final CellText cellText;
  private final TextTable texts = new TextTable();
  private Kind[] kinds = new Kind[16];
  private double[] raws = new double[16];
  private int known;

  TextColumn(ColumnType type, CellText cellText) {
    this.type = type;
    this.cellText = cellText;
  }

  /** Returns whether a type has those categories, or texts, that the file has. */
  static boolean isOpen(ColumnType type) {
    return type instanceof TextType
        || (type instanceof CategoryType categories && categories.names().isEmpty());
  }

  /** Returns the number of the cell's text, by which the other methods know it. */
  int number(CsvCell cell) throws CharacterCodingException {
    return known(texts.number(cell));
  }

  /** Returns the number of a text, by which the other methods know it. */
  int number(String text) {
    return known(texts.number(text));
  }

  private int known(int number) {
    if (number == known) {
      add(texts.names().get(number));
    }
    return number;
  }

  private void add(String text) {
    if (known == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * known);
      raws = Arrays.copyOf(raws, 2 * known);
    }
    boolean isName = type instanceof CategoryType categories && categories.contains(text);
    if (!isName && cellText.isMissing(text)) {
      kinds[known] = Kind.MISSING;
    } else {
      raws[known] = isOpen(type) ? known : type.raw(text);
      kinds[known] = Double.isNaN(raws[known]) ? Kind.OTHER : Kind.VALUE;
    }
    known++;
  }

  Kind kind(int number) {
    return kinds[number];
  }

  /** Returns the raw number of a value; of open categories, the text's own number. */
  double raw(int number) {
    return raws[number];
  }

  /** Returns the texts; their places are their numbers. */
  List<String> texts() {
    return texts.names();
  }
}
