package dev.jacobian.data.arrow;

import dev.jacobian.data.table.TableChunk;
import dev.jacobian.data.table.TableReader;
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
  private final TableChunk chunk;
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
    this.chunk = new TableChunk(columns.stream().map(i -> file.fields().get(i).column()).toList());
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
    int count = (int) Math.min(chunk.rows(), rows - row);
    for (int i = 0; i < columns.size(); i++) {
      read(i, count);
    }
    row += count;
    return count;
  }

  private void read(int column, int count) {
    open.reading(
        "the column '" + field(column).name() + "'",
        () -> {
          if (chunk.isText(column)) {
            batch.get(column).texts(row, count, chunk.texts(column), 0);
          } else {
            batch.get(column).numbers(row, count, chunk.numbers(column), 0);
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
    for (int i = 0; i < columns.size(); i++) {
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
    for (int i = 0; i < columns.size(); i++) {
      chosen.add(all.get(columns.get(i)).open(dictionaries.get(field(i).dictionary())));
    }
    batch = chosen;
    row = 0;
    rows = next.rows();
    batchEnd = end;
  }

  @Override
  public TableChunk chunk() {
    return chunk;
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
