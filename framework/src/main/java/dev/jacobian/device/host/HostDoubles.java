package dev.jacobian.device.host;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;

/** Elements of float64. */
final class HostDoubles extends HostBlock {
  private final DoublePointer pointer;
  private final DoubleBuffer[] views;

  HostDoubles(HostMemory memory) {
    super(memory, Double.BYTES);
    this.pointer = new DoublePointer(memory.start());
    pointer.capacity(memory.bytes() / Double.BYTES);
    ByteBuffer[] bytes = Windows.over(memory.start(), memory.bytes());
    this.views = new DoubleBuffer[bytes.length];
    for (int i = 0; i < views.length; i++) {
      views[i] = bytes[i].asDoubleBuffer();
    }
  }

  @Override
  DoublePointer pointer() {
    return pointer;
  }

  /** Copies elements into an array. */
  void get(long from, double[] to, int at, int count) {
    if (count == 1) {
      to[at] = view(from).get(local(from));
    } else {
      view(from).get(local(from), to, at, count);
    }
  }

  /** Copies elements of an array into this block. */
  void put(long at, double[] from, int first, int count) {
    if (count == 1) {
      view(at).put(local(at), from[first]);
    } else {
      view(at).put(local(at), from, first, count);
    }
  }

  private DoubleBuffer view(long position) {
    return views[(int) (position >>> shift)];
  }

  private int local(long position) {
    return (int) (position & mask);
  }

  @Override
  void load(long from, Object lane, int at, int count) {
    get(from, (double[]) lane, at, count);
  }

  @Override
  void store(Object lane, int from, long at, int count) {
    put(at, (double[]) lane, from, count);
  }

  @Override
  void copy(HostBlock source, long from, int fromStep, long at, int step, int count) {
    HostDoubles other = (HostDoubles) source;
    DoubleBuffer input = other.view(from);
    DoubleBuffer output = view(at);
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
    HostDoubles other = (HostDoubles) source;
    for (int i = 0; i < count; i++) {
      long from = base + rows[first + i] * width;
      long to = at + (long) i * width;
      view(to).put(local(to), other.view(from), other.local(from), width);
    }
  }

  @Override
  void upload(Object array, int from, long at, int count) {
    put(at, (double[]) array, from, count);
  }

  @Override
  void download(long from, Object array, int at, int count) {
    get(from, (double[]) array, at, count);
  }
}
