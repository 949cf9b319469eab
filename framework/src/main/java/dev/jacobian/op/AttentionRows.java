package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;

/**
 * Neighbouring queries, or keys, of some entries of the first axis: the same rows of several arrays
 * {@code [n, h, rows, ...]}. Where they lie in an array is worked out once, so that steps over
 * arrays that lie as those of earlier steps make no garbage. It keeps layouts, never memory.
 */
final class AttentionRows {
  /** Arrays that a pass reads and writes rows of, at most. */
  private static final int MOST = 8;

  private static final Cut[] NONE = {};

  private final long entry;
  private final long entries;
  private final long row;
  private final long rows;

  /** What is known, the latest first; never changed, but replaced by an array with more. */
  private volatile Cut[] known = NONE;

  /**
   * Makes rows.
   *
   * @param entry the first one
   * @param entries how many
   * @param row the first one
   * @param rows how many
   */
  AttentionRows(long entry, long entries, long row, long rows) {
    this.entry = entry;
    this.entries = entries;
    this.row = row;
    this.rows = rows;
  }

  /**
   * Rows of arrays that lie alike.
   *
   * @param whole where the array lies
   * @param part where the rows lie
   * @param turned where the rows lie, with heads and rows exchanged
   * @param copy memory for the rows alone
   */
  private record Cut(Layout whole, Layout part, Layout turned, Scratch copy) {}

  long entry() {
    return entry;
  }

  long entries() {
    return entries;
  }

  long row() {
    return row;
  }

  long rows() {
    return rows;
  }

  /** Returns these rows of an array. */
  Operand of(Operand whole) {
    return whole.at(cut(whole).part);
  }

  /** Returns these rows of an array as {@code [n, rows, h, ...]}. */
  Operand turned(Operand whole) {
    return whole.at(cut(whole).turned);
  }

  /** Returns memory of the open scope for these rows of an array. */
  Operand scratch(Backend backend, Operand whole) {
    return cut(whole).copy.on(backend);
  }

  private Cut cut(Operand array) {
    Layout whole = array.layout();
    Cut[] cuts = known;
    for (Cut cut : cuts) {
      if (cut.whole.equals(whole)) {
        return cut;
      }
    }
    Layout part = slice(slice(whole, 0, entry, entries), 2, row, rows);
    Layout turned = part.permute(DeviceCalls.TURNED);
    Cut made = new Cut(whole, part, turned, new Scratch(array.dtype(), part.shape()));
    Cut[] more = new Cut[Math.min(MOST, cuts.length + 1)];
    more[0] = made;
    System.arraycopy(cuts, 0, more, 1, more.length - 1);
    known = more;
    return made;
  }

  private static Layout slice(Layout whole, int axis, long start, long length) {
    Shape shape = whole.shape();
    return length == shape.dim(axis) ? whole : whole.slice(axis, start, length, 1);
  }
}
