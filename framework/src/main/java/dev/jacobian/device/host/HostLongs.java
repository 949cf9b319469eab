package dev.jacobian.device.host;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.LongPointer;

/** Elements of int64. */
final class HostLongs extends HostBlock {
  private final LongPointer pointer;
  private final LongBuffer[] views;

  HostLongs(HostMemory memory) {
    super(memory, Long.BYTES);
    this.pointer = new LongPointer(memory.start());
    pointer.capacity(memory.bytes() / Long.BYTES);
    ByteBuffer[] bytes = Windows.over(memory.start(), memory.bytes());
    this.views = new LongBuffer[bytes.length];
    for (int i = 0; i < views.length; i++) {
      views[i] = bytes[i].asLongBuffer();
    }
  }

  @Override
  LongPointer pointer() {
    return pointer;
  }

  /** Copies elements into an array. */
  void get(long from, long[] to, int at, int count) {
    if (count == 1) {
      to[at] = view(from).get(local(from));
    } else {
      view(from).get(local(from), to, at, count);
    }
  }

  /** Copies elements of an array into this block. */
  void put(long at, long[] from, int first, int count) {
    if (count == 1) {
      view(at).put(local(at), from[first]);
    } else {
      view(at).put(local(at), from, first, count);
    }
  }

  private LongBuffer view(long position) {
    return views[(int) (position >>> shift)];
  }

  private int local(long position) {
    return (int) (position & mask);
  }

  @Override
  void load(long from, Object lane, int at, int count) {
    get(from, (long[]) lane, at, count);
  }

  @Override
  void store(Object lane, int from, long at, int count) {
    put(at, (long[]) lane, from, count);
  }

  @Override
  void copy(HostBlock source, long from, int fromStep, long at, int step, int count) {
    HostLongs other = (HostLongs) source;
    LongBuffer input = other.view(from);
    LongBuffer output = view(at);
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
    HostLongs other = (HostLongs) source;
    for (int i = 0; i < count; i++) {
      long from = base + rows[first + i] * width;
      long to = at + (long) i * width;
      view(to).put(local(to), other.view(from), other.local(from), width);
    }
  }

  @Override
  void upload(Object array, int from, long at, int count) {
    put(at, (long[]) array, from, count);
  }

  @Override
  void download(long from, Object array, int at, int count) {
    get(from, (long[]) array, at, count);
  }
}
