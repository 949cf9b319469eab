package dev.jacobian.data.arrow;

import dev.jacobian.data.table.SourceColumn.Kind;
import dev.jacobian.io.DamagedFileException;
import dev.jacobian.io.OpenFile;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The different values of a column, which its batches name by their places. Immutable: a part that
 * adds values makes another.
 *
 * @param numbers of the values, unless they are texts
 * @param texts of the values
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays go to columns as they are
record ArrowDictionary(double[] numbers, @Nullable String[] texts) {
  private static final ArrowDictionary NONE = new ArrowDictionary(new double[0], new String[0]);

  /**
   * Reads the values of a message.
   *
   * @param before the dictionary to which they may be added; null if there is none
   */
  static ArrowDictionary read(
      OpenFile file, Message message, ArrowField field, @Nullable ArrowDictionary before) {
    FlatTable data = message.header().table(1);
    if (data == null) {
      throw new DamagedFileException("a dictionary has no values");
    }
    RecordBatch batch = new RecordBatch(file, message, data);
    boolean isText = field.type().kind() == Kind.TEXT;
    boolean isMore = message.header().tiny(2, 0) != 0;
    ArrowDictionary old = isMore && before != null ? before : NONE;
    int held = isText ? old.texts.length : old.numbers.length;
    // A value takes a bit at least.
    if (batch.rows() > Byte.SIZE * Math.max(1, file.size()) || held + batch.rows() > 1 << 28) {
      throw new DamagedFileException("a dictionary has " + batch.rows() + " values");
    }
    int count = (int) batch.rows();
    BatchColumn column = batch.next(field).open(null);
    double[] numbers = Arrays.copyOf(old.numbers, isText ? 0 : held + count);
    @Nullable String[] texts = Arrays.copyOf(old.texts, isText ? held + count : 0);
    if (isText) {
      column.texts(0, count, texts, held);
    } else {
      column.numbers(0, count, numbers, held);
    }
    return new ArrowDictionary(numbers, texts);
  }

  double number(int place) {
    return numbers[place];
  }

  @Nullable String text(int place) {
    return texts[place];
  }
}
