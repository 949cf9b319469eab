package dev.jacobian.device.host;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.FloatPointer;

/** Elements of float32. */
final class HostFloats extends HostBlock {
  private final FloatPointer pointer;
  private final FloatBuffer[] views;
  private final IntBuffer[] bitViews;

  HostFloats(HostMemory memory) {
    super(memory, Float.BYTES);
    this.pointer = new FloatPointer(memory.start());
    pointer.capacity(memory.bytes() / Float.BYTES);
    ByteBuffer[] bytes = Windows.over(memory.start(), memory.bytes());
    this.views = new FloatBuffer[bytes.length];
    this.bitViews = new IntBuffer[bytes.length];
    for (int i = 0; i < views.length; i++) {
      views[i] = bytes[i].asFloatBuffer();
      bitViews[i] = bytes[i].asIntBuffer();
    }
  }

  @Override
  FloatPointer pointer() {
    return pointer;
  }

  /** Copies elements into an array. */
  void get(long from, float[] to, int at, int count) {
    if (count == 1) {
      to[at] = view(from).get(local(from));
    } else {
      view(from).get(local(from), to, at, count);
    }
  }

  /** Copies elements of an array into this block. */
  void put(long at, float[] from, int first, int count) {
    if (count == 1) {
      view(at).put(local(at), from[first]);
    } else {
      view(at).put(local(at), from, first, count);
    }
  }

  /** Copies elements' bits into an array. */
  void getBits(long from, int[] to, int count) {
    bitViews[(int) (from >>> shift)].get(local(from), to, 0, count);
  }

  /** Copies an array of bits into this block. */
  void putBits(long at, int[] from, int count) {
    bitViews[(int) (at >>> shift)].put(local(at), from, 0, count);
  }

  private FloatBuffer view(long position) {
    return views[(int) (position >>> shift)];
  }

  private int local(long position) {
    return (int) (position & mask);
  }

  @Override
  void load(long from, Object lane, int at, int count) {
    get(from, (float[]) lane, at, count);
  }

  @Override
  void store(Object lane, int from, long at, int count) {
    put(at, (float[]) lane, from, count);
  }

  @Override
  void copy(HostBlock source, long from, int fromStep, long at, int step, int count) {
    HostFloats other = (HostFloats) source;
    FloatBuffer input = other.view(from);
    FloatBuffer output = view(at);
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
    HostFloats other = (HostFloats) source;
    for (int i = 0; i < count; i++) {
      long from = base + rows[first + i] * width;
      long to = at + (long) i * width;
      view(to).put(local(to), other.view(from), other.local(from), width);
    }
  }

  @Override
  void upload(Object array, int from, long at, int count) {
    put(at, (float[]) array, from, count);
  }

  @Override
  void download(long from, Object array, int at, int count) {
    get(from, (float[]) array, at, count);
  }
}
