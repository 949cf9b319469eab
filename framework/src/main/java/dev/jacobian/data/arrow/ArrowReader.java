package dev.jacobian.data.arrow;

import dev.jacobian.data.table.SourceColumn.Kind;
import dev.jacobian.data.table.TableReader;
import dev.jacobian.data.table.TableSource;
import dev.jacobian.io.DamagedFileException;
import dev.jacobian.io.OpenFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a file, one batch after the other. */
final class ArrowReader implements TableReader {
  private final OpenFile open;
  private final ArrowFile file;
  private final List<Integer> columns;
  private final boolean[] areTexts;
  private final double[][] numbers;
  private final @Nullable String[][] texts;
  private final int chunkRows;
  private final Map<Long, ArrowDictionary> dictionaries = new HashMap<>();
  private List<BatchColumn> batch = List.of();
  private long position;
  private int block;
  private long row;
  private long rows;
  private long batchEnd;

  ArrowReader(OpenFile open, ArrowFile file, List<Integer> columns) {
    this.open = open;
    this.file = file;
    this.columns = List.copyOf(columns);
    this.position = file.start();
    this.chunkRows = TableSource.chunkRows(columns.size());
    this.areTexts = new boolean[columns.size()];
    this.numbers = new double[columns.size()][];
    this.texts = new String[columns.size()][];
    for (int i = 0; i < areTexts.length; i++) {
      areTexts[i] = field(i).column().kind() == Kind.TEXT;
      numbers[i] = new double[areTexts[i] ? 0 : chunkRows];
      texts[i] = new String[areTexts[i] ? chunkRows : 0];
    }
  }

  private ArrowField field(int column) {
    return file.fields().get(columns.get(column));
  }

  @Override
  public int next() {
    while (row == rows) {
      // What was unpacked for the last batch must not stand in the way of the next.
      batch = List.of();
      Message message = open.reading("a message", this::nextMessage);
      if (message == null) {
        return 0;
      }
      open.reading("a batch", () -> take(message));
    }
    int count = (int) Math.min(chunkRows, rows - row);
    for (int i = 0; i < areTexts.length; i++) {
      read(i, count);
    }
    row += count;
    return count;
  }

  private void read(int column, int count) {
    open.reading(
        "the column '" + field(column).name() + "'",
        () -> {
          if (areTexts[column]) {
            batch.get(column).texts(row, count, texts[column], 0);
          } else {
            batch.get(column).numbers(row, count, numbers[column], 0);
          }
          return count;
        });
  }

  private @Nullable Message nextMessage() {
    List<Long> blocks = file.blocks();
    if (blocks == null) {
      Message message = Message.read(open, position);
      position = message == null ? position : message.end();
      return message;
    }
    if (block == blocks.size()) {
      return null;
    }
    Message message = Message.read(open, blocks.get(block++));
    if (message == null) {
      throw new DamagedFileException("its footer names a message that is none");
    }
    return message;
  }

  private boolean take(Message message) {
    if (message.kind() == Message.DICTIONARY) {
      long id = message.header().longInteger(0);
      ArrowField field = file.dictionaries().get(id);
      if (isWanted(id) && field != null) {
        dictionaries.put(id, ArrowDictionary.read(open, message, field, dictionaries.get(id)));
      }
    } else if (message.kind() == Message.BATCH) {
      open(new RecordBatch(open, message, message.header()), message.end());
    } else {
      throw new DamagedFileException("a message is of the kind " + message.kind());
    }
    return true;
  }

  private boolean isWanted(long dictionary) {
    for (int i = 0; i < areTexts.length; i++) {
      if (field(i).index() != null && field(i).dictionary() == dictionary) {
        return true;
      }
    }
    return false;
  }

  private void open(RecordBatch next, long end) {
    List<BatchColumn> all = new ArrayList<>();
    file.fields().forEach(field -> all.add(next.next(field)));
    List<BatchColumn> chosen = new ArrayList<>();
    for (int i = 0; i < areTexts.length; i++) {
      chosen.add(all.get(columns.get(i)).open(dictionaries.get(field(i).dictionary())));
    }
    batch = chosen;
    row = 0;
    rows = next.rows();
    batchEnd = end;
  }

  @Override
  public double[] numbers(int column) {
    return numbers[column];
  }

  @Override
  public @Nullable String[] texts(int column) {
    return texts[column];
  }

  @Override
  public double share() {
    // By the bytes before the end of the batch: batches are of like size.
    return (double) batchEnd / open.size();
  }

  @Override
  public void close() {
    open.close();
  }
}
