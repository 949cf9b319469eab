package dev.jacobian.device.cuda;

import dev.jacobian.kernel.cuda.CudaStructure;
import dev.jacobian.kernel.cuda.CudaStructure.Form;
import dev.jacobian.kernel.cuda.Packs;
import org.jspecify.annotations.Nullable;

/**
 * A function with the numbers that it is launched with, apart from addresses and parameters. Which
 * threads do what follows from shapes, and with it the order of every sum.
 *
 * @param structure what is computed
 * @param packed the same in packs, or null if it has none
 * @param numbers the numbers, as {@link CudaStructure} says
 * @param positions kept positions, each as often as there are parts
 * @param reduced reduced positions of a part
 */
@SuppressWarnings("ArrayRecordComponent") // nobody sees it but this package
record Launch(
    CudaStructure structure,
    @Nullable CudaStructure packed,
    long[] numbers,
    long positions,
    long reduced) {
  static final int WARP = 32;
  private static final int MOST_THREADS = 256;

  /** Elements of a launch that one block does, 16 for each of its threads. */
  static final long SMALL = 4096;

  /** Positions that a block reduces one after the other, with some barriers for each. */
  private static final long FEW_BLOCKS = 16;

  /** Blocks for each multiprocessor: more wait for nothing, and begin later. */
  private static final int BLOCKS = 32;

  /**
   * Puts the launch into the stream.
   *
   * @param loads addresses of what is read
   * @param parameters the kernel's parameters
   * @param sinks addresses of what is written
   * @param sorted of an ADD: addresses of keys and of positions, and how many; else nothing
   */
  void run(Engine engine, long[] loads, double[] parameters, long[] sinks, long... sorted) {
    long[] all = numbers.clone();
    for (int i = 0; i < loads.length; i++) {
      all[structure.loadAt(i)] = loads[i];
    }
    for (int i = 0; i < sinks.length; i++) {
      all[structure.sinkAt(i)] = sinks[i];
    }
    for (int i = 0; i < structure.structure().parameters(); i++) {
      all[structure.parameterAt(i)] = Double.doubleToRawLongBits(parameters[i]);
    }
    System.arraycopy(sorted, 0, all, CudaStructure.KEYS, sorted.length);
    all[CudaStructure.ERROR] = engine.note();
    if (packed != null && !packed.isFar() && !isSmall() && Packs.areAligned(packed, all)) {
      int blocks = blocks(engine, positions / Packs.SIZE, MOST_THREADS);
      engine.put(new Work.Grid(engine.function(packed), blocks, MOST_THREADS, all));
      return;
    }
    boolean isBlock = structure.form() == Form.BLOCK;
    long work = structure.form() == Form.SORTED ? positions * sorted[2] : positions;
    int threads = isBlock ? threads(reduced) : MOST_THREADS;
    int blocks = blocks(engine, work, isBlock ? 1 : threads);
    if (structure.isFar()) {
      engine.launchFar(engine.function(structure), blocks, threads, all);
    } else if (isSmall()) {
      engine.putSmall(new Joined.Small(structure, blocks, threads, all));
    } else {
      engine.put(new Work.Grid(engine.function(structure), blocks, threads, all));
    }
  }

  /** Returns whether one block does it in about the time that lies between two launches. */
  boolean isSmall() {
    return !structure.isFar()
        && structure.form() != Form.SORTED
        && positions * reduced <= SMALL
        && (structure.form() == Form.THREAD || positions <= FEW_BLOCKS);
  }

  /** Returns how many threads share a number of positions. */
  private static int threads(long positions) {
    return (int) Math.min(MOST_THREADS, (positions + WARP - 1) / WARP * WARP);
  }

  /** Returns how many blocks a grid has whose threads go on until all work is done. */
  static int blocks(Engine engine, long work, int each) {
    long most = (long) BLOCKS * engine.driver().facts().multiprocessors();
    return (int) Math.max(1, Math.min(most, (work + each - 1) / each));
  }

  /** Puts a grid of single elements into the stream. */
  static void elements(Engine engine, long function, long count, long[] argument) {
    int blocks = blocks(engine, count, MOST_THREADS);
    engine.put(new Work.Grid(function, blocks, MOST_THREADS, argument));
  }
}
