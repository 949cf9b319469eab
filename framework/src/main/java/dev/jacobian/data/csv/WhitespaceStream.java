package dev.jacobian.data.csv;

import java.io.IOException;
import java.io.InputStream;

/**
 * A text in which each run of spaces and tabs is one tab, and those at the start and the end of a
 * line are gone, except inside quotes. So a table that is separated by white space is one that is
 * separated by tabs.
 */
final class WhitespaceStream extends InputStream {
  private static final int BLOCK_BYTES = 1 << 15;

  private enum State {
    LINE_START,
    CELL,
    GAP,
    QUOTED,
    CLOSED_QUOTE
  }

  private final InputStream in;
  private final byte[] block = new byte[BLOCK_BYTES];
  private final byte[] ready = new byte[2 * BLOCK_BYTES];
  private int at;
  private int limit;
  private State state = State.LINE_START;

  WhitespaceStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (at == limit) {
      int count = in.read(block, 0, block.length);
      if (count < 0) {
        return -1;
      }
      at = 0;
      limit = 0;
      for (int i = 0; i < count; i++) {
        add(block[i]);
      }
    }
    int count = Math.min(length, limit - at);
    System.arraycopy(ready, at, target, offset, count);
    at += count;
    return count;
  }

  private void add(byte value) {
    if (state == State.QUOTED) {
      ready[limit++] = value;
      state = value == '"' ? State.CLOSED_QUOTE : State.QUOTED;
    } else if (value == '"' && state != State.CELL) {
      // The second of two quotes goes on with the cell.
      put(value, State.QUOTED);
    } else if (value == '\n' || value == '\r') {
      ready[limit++] = value;
      state = State.LINE_START;
    } else if (value == ' ' || value == '\t') {
      state = state == State.LINE_START ? State.LINE_START : State.GAP;
    } else {
      put(value, State.CELL);
    }
  }

  private void put(byte value, State next) {
    if (state == State.GAP) {
      ready[limit++] = '\t';
    }
    ready[limit++] = value;
    state = next;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
