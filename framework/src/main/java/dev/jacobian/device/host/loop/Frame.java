package dev.jacobian.device.host.loop;

import dev.jacobian.device.Operand;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.kernel.c.NativeNumbers;
import dev.jacobian.kernel.java.FoldLoops;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One thread's arrays, used again by every kernel that runs on it, so that they stay in the
 * processor's cache and nothing is allocated in a run. A kernel takes what it needs when it begins;
 * kernels do not nest.
 */
public final class Frame {
  /** Elements of a block: as many as keep a few arrays in the first-level cache. */
  public static final int BLOCK = 1024;

  /** So that the next kernel, if it is a little larger, needs no new memory. */
  private static final int SPARE_NUMBERS = 256;

  private final Object[][] lanes = new Object[Lane.COUNT][0];
  private final int[] taken = new int[Lane.COUNT];
  private final @Nullable Object[] spares = new Object[Lane.COUNT];
  private final @Nullable Object[] secondSpares = new Object[Lane.COUNT];
  private final Accumulator[][] accumulators = new Accumulator[Lane.COUNT][0];
  private long[] counters = new long[8];
  private long[] indices = new long[BLOCK];
  private int[] bits = new int[0];
  private int[] secondBits = new int[0];

  private @Nullable NativeNumbers numbers;

  /** The arrays of the present kernel: of its inputs from index 0, then of what it computes. */
  Object[] slots = new Object[8];

  /** The arrays of the present kernel's results, if a compiled body fills them. */
  Object[] results = new Object[2];

  /** The memory of the present kernel's inputs. */
  HostBlock[] blocks = new HostBlock[4];

  /** The memory of the present kernel's outputs. */
  HostBlock[] targets = new HostBlock[2];

  /** Binds a kernel's operands; its arrays are then taken anew. */
  void begin(int slotCount, Operand[] inputs, Operand[] outputs) {
    Arrays.fill(taken, 0);
    if (slots.length < slotCount) {
      slots = new Object[2 * slotCount];
    }
    if (blocks.length < inputs.length) {
      blocks = new HostBlock[2 * inputs.length];
    }
    if (targets.length < outputs.length) {
      targets = new HostBlock[2 * outputs.length];
      results = new Object[2 * outputs.length];
    }
    for (int i = 0; i < inputs.length; i++) {
      blocks[i] = HostBlock.of(inputs[i]);
    }
    for (int i = 0; i < outputs.length; i++) {
      targets[i] = HostBlock.of(outputs[i]);
    }
  }

  /** Returns at least so many numbers outside the heap, the caller's until the next call. */
  public NativeNumbers numbers(int count) {
    NativeNumbers known = numbers;
    if (known == null || known.count() < count) {
      known = new NativeNumbers(count + SPARE_NUMBERS);
      numbers = known;
    }
    return known;
  }

  /** Returns an array of {@link #BLOCK} elements with any contents. */
  Object take(Lane lane) {
    int kind = lane.index();
    int at = taken[kind]++;
    Object[] arrays = lanes[kind];
    if (at == arrays.length) {
      arrays = Arrays.copyOf(arrays, at + 4);
      for (int i = at; i < arrays.length; i++) {
        arrays[i] = lane.newArray(BLOCK);
      }
      lanes[kind] = arrays;
    }
    return arrays[at];
  }

  /** Returns an array of {@link #BLOCK} elements that is the caller's until the next call. */
  public Object spare(Lane lane) {
    int kind = lane.index();
    Object spare = spares[kind];
    if (spare == null) {
      spare = lane.newArray(BLOCK);
      spares[kind] = spare;
    }
    return spare;
  }

  /** Returns a second array as {@link #spare} does. */
  public Object secondSpare(Lane lane) {
    int kind = lane.index();
    Object spare = secondSpares[kind];
    if (spare == null) {
      spare = lane.newArray(BLOCK);
      secondSpares[kind] = spare;
    }
    return spare;
  }

  /** Returns an array for the bits of {@link #BLOCK} floats, the caller's until the next call. */
  int[] bits() {
    if (bits.length == 0) {
      bits = new int[BLOCK];
    }
    return bits;
  }

  /** Returns a second array as {@link #bits} does. */
  int[] secondBits() {
    if (secondBits.length == 0) {
      secondBits = new int[BLOCK];
    }
    return secondBits;
  }

  /**
   * Returns the accumulator of a result.
   *
   * @param lane of the totals
   * @param fold how one combines that is made
   */
  Accumulator accumulator(Lane lane, FoldLoops fold, int result) {
    Accumulator[] known = accumulators[lane.index()];
    if (result >= known.length) {
      int first = known.length;
      known = Arrays.copyOf(known, result + 1);
      for (int i = first; i <= result; i++) {
        known[i] = new Accumulator(this, lane, fold);
      }
      accumulators[lane.index()] = known;
    }
    return known[result];
  }

  /** Returns an array for a walk over {@code rank} axes, the caller's until the next call. */
  long[] counters(int rank) {
    if (counters.length < rank) {
      counters = new long[2 * rank];
    }
    return counters;
  }

  /** Returns an array of at least that many numbers, the caller's until the next call. */
  public long[] indices(int count) {
    if (indices.length < count) {
      indices = new long[Math.max(count, (int) Math.min(2L * indices.length, 1 << 30))];
    }
    return indices;
  }
}
