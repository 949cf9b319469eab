package dev.jacobian.kernel.c;

import dev.jacobian.kernel.Reduction;
import dev.jacobian.kernel.print.Structure;
import dev.jacobian.kernel.print.Value;
import dev.jacobian.shape.DType;
import java.util.List;

/**
 * A walk over positions, without its shapes and numbers: kernels of equal structure share one
 * function in C. The function is given an array of numbers: how it walks, where its operands are,
 * the constants, the parameters, and how inputs are read. The methods here say which is where.
 *
 * @param structure the values; its results are those that the sinks take, in their order
 * @param readings how each input is read
 * @param sinks what becomes of each result
 */
public record CStructure(Structure structure, List<Reading> readings, List<Sink> sinks) {
  /** Positions of a block. */
  public static final int BLOCK = 1024;

  /** The longest row of results that is kept on the way along the positions. */
  public static final int LONGEST_ROW = 4096;

  /** The numbers of a walk: block, end, part, middle, inner. */
  public static final int WALK = 5;

  /** The numbers of a sink: see {@code reduce.c}. */
  public static final int SINK = 6;

  private static final int PER_MAP = 2;

  /** What a function may take of a thread's stack. */
  private static final int LARGEST_FRAME = 256 * 1024;

  /** More values than this take a compiler long. */
  private static final int MOST_VALUES = 500;

  /** How an input is read. */
  public enum Reading {
    /** It has an element for each position, in their order. */
    WHOLE,
    /** Through a map, into an array. */
    WALKED,
    /** Through a map that names one element for all positions of a block. */
    SAME
  }

  /** What becomes of a result's values. */
  public enum Kind {
    /** They are stored. */
    STORE,
    /** Runs of neighbours are combined. */
    RUNS,
    /** Rows are combined into one, on the way along the positions. */
    COLUMNS,
    /** Rows are combined into one, on the way down blocks of columns. */
    TILES
  }

  /**
   * What becomes of a result's values, and how they are combined if they are not stored.
   *
   * @param reduction of no meaning if they are stored
   */
  public record Sink(Kind kind, Reduction reduction) {}

  /** Copies the lists. */
  public CStructure {
    readings = List.copyOf(readings);
    sinks = List.copyOf(sinks);
  }

  /** Returns whether there is a function in C that gives the bits of Java. */
  public boolean isPrintable() {
    return structure.values().size() <= MOST_VALUES
        && frame() <= LARGEST_FRAME
        && CDialect.spells(structure);
  }

  private int frame() {
    int bytes = 0;
    for (Value value : structure.values()) {
      if (value instanceof Value.Input input && reading(input) == Reading.WALKED) {
        bytes += BLOCK * Long.BYTES;
      }
    }
    for (Sink sink : sinks) {
      if (sink.kind() != Kind.STORE) {
        bytes += (2 * BLOCK + rowLength()) * Long.BYTES;
      }
    }
    return bytes;
  }

  /** Returns how an input is read. */
  Reading reading(Value.Input input) {
    return readings.get(input.index());
  }

  /**
   * Returns for each value whether it is the same at all positions of a block, so that it is
   * computed once.
   */
  boolean[] same() {
    List<Value> values = structure.values();
    boolean[] same = new boolean[values.size()];
    for (int number = 0; number < same.length; number++) {
      Value value = values.get(number);
      same[number] =
          value instanceof Value.Input input
              ? reading(input) == Reading.SAME
              : value.operands().stream().allMatch(operand -> same[operand]);
    }
    return same;
  }

  /** Returns how many results a sink keeps. */
  int rowLength() {
    return sinks.stream().anyMatch(sink -> sink.kind() == Kind.COLUMNS) ? LONGEST_ROW : BLOCK;
  }

  /** Returns the type of the values that a sink takes. */
  DType dtype(int sink) {
    return structure.value(structure.results().get(sink)).dtype();
  }

  /** Returns where the address of an input is. */
  public int inputAt(int input) {
    return WALK + input;
  }

  /** Returns where the numbers of a sink begin, first the address of its output. */
  public int sinkAt(int sink) {
    return inputAt(readings.size()) + SINK * sink;
  }

  /** Returns where the bits of a constant are. */
  public int constantAt(int slot) {
    return sinkAt(sinks.size()) + slot;
  }

  /** Returns where the bits of a parameter are. */
  public int parameterAt(int index) {
    return constantAt(constants()) + index;
  }

  /**
   * Returns where it is said how an input is read: where its map is, and whether once is enough.
   */
  public int mapAt(int input) {
    return parameterAt(parameters()) + PER_MAP * input;
  }

  /** Returns how many numbers there are before the maps. */
  public int size() {
    return mapAt(readings.size());
  }

  private int constants() {
    int count = 0;
    for (Value value : structure.values()) {
      if (value instanceof Value.Constant constant) {
        count = Math.max(count, constant.slot() + 1);
      }
    }
    return count;
  }

  /** Returns how many parameters there are. */
  public int parameters() {
    int count = 0;
    for (Value value : structure.values()) {
      if (value instanceof Value.Parameter parameter) {
        count = Math.max(count, parameter.index() + 1);
      }
    }
    return count;
  }
}
