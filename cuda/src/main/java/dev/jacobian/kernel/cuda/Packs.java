package dev.jacobian.kernel.cuda;

import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Four kept positions that are neighbours along the last axis, of which a thread reads and writes
 * the elements at once.
 */
public final class Packs {
  /** Positions of a pack; {@code pack.cu} says so too. */
  public static final int SIZE = 4;

  /** What a device reads and writes at once, at most, from an address that is a multiple of it. */
  private static final int MOST_BYTES = 16;

  /** Registers that the packs of a launch take, at most: a thread has 255. */
  private static final int MOST_REGISTERS = 96;

  private Packs() {}

  /**
   * Returns the structure of the same launch in packs, if its positions are whole packs, and the
   * elements of each pack are neighbours too, or one element.
   *
   * @param numbers of the launch; addresses do not matter
   * @return null if they are not
   */
  public static @Nullable CudaStructure of(CudaStructure structure, long[] numbers) {
    int last = structure.kept() - 1;
    if (structure.form() != CudaStructure.Form.THREAD
        || structure.reduced() > 0
        || last < 0
        || numbers[structure.axisAt(last)] % SIZE != 0) {
      return null;
    }
    List<Access> loads = new ArrayList<>();
    for (int i = 0; i < structure.loads().size(); i++) {
      Access access = packed(structure.loads().get(i), structure.loadAt(i), last, numbers);
      if (access == null) {
        return null;
      }
      loads.add(access);
    }
    List<Sink> sinks = new ArrayList<>();
    for (int i = 0; i < structure.sinks().size(); i++) {
      Sink sink = structure.sinks().get(i);
      Access access = packed(sink.access(), structure.sinkAt(i), last, numbers);
      if (sink.kind() != Sink.Kind.STORE || access == null || !access.isPacked()) {
        return null;
      }
      sinks.add(new Sink(sink.kind(), sink.reduction(), sink.isReverse(), sink.stage(), access));
    }
    long registers =
        Stream.concat(loads.stream(), sinks.stream().map(Sink::access))
            .filter(Access::isPacked)
            .mapToLong(access -> Math.max(1, SIZE * access.dtype().byteSize() / Integer.BYTES))
            .sum();
    return registers > MOST_REGISTERS
        ? null
        : new CudaStructure(
            structure.structure(),
            CudaStructure.Form.PACK,
            structure.isLong(),
            structure.kept(),
            structure.reduced(),
            loads,
            sinks);
  }

  /** Returns the access in packs, or null if it has none. */
  private static @Nullable Access packed(Access access, int at, int last, long[] numbers) {
    long step = numbers[at + CudaStructure.stepAt(last)];
    boolean isPacked = step == 1;
    boolean isPossible = access.bounds() == 0 && !access.isGathered() && (isPacked || step == 0);
    for (int axis = 0; isPacked && axis < last; axis++) {
      isPossible &= isMultiple(access.dtype(), numbers[at + CudaStructure.stepAt(axis)]);
    }
    return isPossible
        ? new Access(access.dtype(), access.bounds(), access.indices(), isPacked)
        : null;
  }

  private static boolean isMultiple(DType dtype, long elements) {
    return elements * dtype.byteSize() % bytes(dtype) == 0;
  }

  private static int bytes(DType dtype) {
    return Math.min(MOST_BYTES, SIZE * dtype.byteSize());
  }

  /**
   * Returns whether the first element of each access is where a device can read a pack.
   *
   * @param numbers of the launch, with addresses
   */
  public static boolean areAligned(CudaStructure packed, long[] numbers) {
    boolean areAligned = true;
    for (int i = 0; i < packed.loads().size(); i++) {
      areAligned &= isAligned(packed.loads().get(i), packed.loadAt(i), numbers);
    }
    for (int i = 0; i < packed.sinks().size(); i++) {
      areAligned &= isAligned(packed.sinks().get(i).access(), packed.sinkAt(i), numbers);
    }
    return areAligned;
  }

  private static boolean isAligned(Access access, int at, long[] numbers) {
    DType dtype = access.dtype();
    long first = numbers[at] + numbers[at + 1] * dtype.byteSize();
    return !access.isPacked() || first % bytes(dtype) == 0;
  }
}
