package dev.jacobian.device.host;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;

/** Elements of bool, a byte each: 0 or 1. */
final class HostBools extends HostBlock {
  private final BytePointer pointer;
  private final ByteBuffer[] views;

  HostBools(HostMemory memory) {
    super(memory, Byte.BYTES);
    this.pointer = new BytePointer(memory.start());
    pointer.capacity(memory.bytes() / Byte.BYTES);
    ByteBuffer[] bytes = Windows.over(memory.start(), memory.bytes());
    this.views = new ByteBuffer[bytes.length];
    for (int i = 0; i < views.length; i++) {
      views[i] = bytes[i];
    }
  }

  @Override
  BytePointer pointer() {
    return pointer;
  }

  /** Copies elements into an array. */
  void get(long from, byte[] to, int at, int count) {
    view(from).get(local(from), to, at, count);
  }

  /** Copies elements of an array into this block. */
  void put(long at, byte[] from, int first, int count) {
    view(at).put(local(at), from, first, count);
  }

  private ByteBuffer view(long position) {
    return views[(int) (position >>> shift)];
  }

  private int local(long position) {
    return (int) (position & mask);
  }

  @Override
  void load(long from, Object lane, int at, int count) {
    long[] wide = (long[]) lane;
    ByteBuffer view = view(from);
    int first = local(from);
    for (int i = 0; i < count; i++) {
      wide[at + i] = view.get(first + i);
    }
  }

  @Override
  void store(Object lane, int from, long at, int count) {
    long[] wide = (long[]) lane;
    ByteBuffer view = view(at);
    int first = local(at);
    for (int i = 0; i < count; i++) {
      view.put(first + i, (byte) (wide[from + i] != 0 ? 1 : 0));
    }
  }

  @Override
  void copy(HostBlock source, long from, int fromStep, long at, int step, int count) {
    HostBools other = (HostBools) source;
    ByteBuffer input = other.view(from);
    ByteBuffer output = view(at);
    int first = other.local(from);
    int target = local(at);
    if (fromStep == 1 && step == 1) {
      output.put(target, input, first, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      output.put(target + i * step, input.get(first + i * fromStep));
    }
  }

  @Override
  double touchRows(long base, long[] rows, int first, int count, int width) {
    double sum = 0;
    for (int i = first; i < first + count; i++) {
      long from = base + rows[i] * width;
      sum += view(from).get(local(from));
      long last = from + width - 1;
      sum += view(last).get(local(last));
    }
    return sum;
  }

  @Override
  void copyRows(
      HostBlock source, long base, long[] rows, int first, int count, int width, long at) {
    HostBools other = (HostBools) source;
    for (int i = 0; i < count; i++) {
      long from = base + rows[first + i] * width;
      long to = at + (long) i * width;
      view(to).put(local(to), other.view(from), other.local(from), width);
    }
  }

  @Override
  void upload(Object array, int from, long at, int count) {
    boolean[] values = (boolean[]) array;
    ByteBuffer view = view(at);
    int first = local(at);
    for (int i = 0; i < count; i++) {
      view.put(first + i, (byte) (values[from + i] ? 1 : 0));
    }
  }

  @Override
  void download(long from, Object array, int at, int count) {
    boolean[] values = (boolean[]) array;
    ByteBuffer view = view(from);
    int first = local(from);
    for (int i = 0; i < count; i++) {
      values[at + i] = view.get(first + i) != 0;
    }
  }
}
