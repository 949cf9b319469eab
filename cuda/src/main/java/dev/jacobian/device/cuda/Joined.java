package dev.jacobian.device.cuda;

import dev.jacobian.kernel.cuda.CudaStructure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Small launches that follow each other, of which one block does all: a barrier of a block takes
 * less than the step from one launch to the next. So the many steps of a few elements each that
 * losses, biases and small models consist of are one launch.
 */
final class Joined {
  /** More of them make a function that takes long to compile. */
  private static final int MOST = 16;

  private final List<Small> parts = new ArrayList<>();

  /** What they do, for errors. */
  private final Set<String> names = new LinkedHashSet<>();

  private int size;

  /**
   * A launch that one block does about as soon as many.
   *
   * @param structure what is computed
   * @param blocks how many blocks it has by itself
   * @param threads how many threads a block has by itself
   * @param numbers its argument
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody sees it but this package
  record Small(CudaStructure structure, int blocks, int threads, long[] numbers) {}

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Returns whether one more launch can be done together with these. */
  boolean hasRoomFor(Small next) {
    return parts.size() < MOST && size + next.numbers.length <= CudaStructure.MOST_NUMBERS;
  }

  void add(String name, Small next) {
    parts.add(next);
    if (!name.isEmpty()) {
      names.add(name);
    }
    size += next.numbers.length;
  }

  /** Returns the launch that does all of these, which are forgotten. */
  Graph.Step take(Engine engine) {
    Work work = parts.size() == 1 ? alone(engine, parts.get(0)) : together(engine);
    Graph.Step step = new Graph.Step(String.join("; ", names), work);
    drop();
    return step;
  }

  /** Returns whether one of them may use memory. */
  boolean mayUse(CudaBlock block) {
    return parts.stream().anyMatch(part -> Arrays.stream(part.numbers).anyMatch(block::has));
  }

  /** Forgets them. */
  void drop() {
    parts.clear();
    names.clear();
    size = 0;
  }

  private static Work alone(Engine engine, Small one) {
    long function = engine.function(one.structure);
    return new Work.Grid(function, one.blocks, one.threads, one.numbers);
  }

  private Work together(Engine engine) {
    long[] all = new long[size];
    int threads = 0;
    int at = 0;
    for (Small part : parts) {
      System.arraycopy(part.numbers, 0, all, at, part.numbers.length);
      at += part.numbers.length;
      threads = Math.max(threads, part.threads);
    }
    return new Work.Grid(
        engine.function(parts.stream().map(Small::structure).toList()), 1, threads, all);
  }
}
