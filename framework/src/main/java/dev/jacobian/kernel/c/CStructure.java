package dev.jacobian.kernel.c;

import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.print.NumberedValue;
import dev.jacobian.kernel.print.Structure;
import dev.jacobian.shape.DType;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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

  /**
   * Where the length of the runs is that blocks consist of: behind block, end, part, middle, inner.
   */
  public static final int RUN = 5;

  /** Where the distance of rows is in the numbers of a map of two axes: see {@code runs.c}. */
  static final int ROW_STRIDE = 6;

  /** The numbers of a sink: see {@code reduce.c}. */
  public static final int SINK = 6;

  /** What a function returns when it has divided an integer by zero. */
  public static final int DIVIDED = 1;

  /** What a function returns for an index outside of input 0's entries, and so on. */
  public static final int OUTSIDE = 2;

  private static final int PER_MAP = 3;

  /** What a function may take of a thread's stack. */
  private static final int LARGEST_FRAME = 256 * 1024;

  /** More values than this take a compiler long. */
  private static final int MOST_VALUES = 500;

  /** In which way an input is read. */
  public enum Way {
    /** It has an element for each position, in their order. */
    WHOLE,
    /** Through a map that names neighbours for the positions of a block, where they lie. */
    RUN,
    /** Through a map that names every second element for those, where they lie. */
    SECOND,
    /** Through a map, into an array. */
    WALKED,
    /** Through a map that names one element for all positions of a run. */
    SAME,
    /** Likewise, and the elements of one run after the other are equally far apart. */
    ROW,
    /** Through a map and an index, into an array. */
    GATHERED;

    /** Returns whether one element is read for all positions of a run. */
    public boolean isShared() {
      return this == SAME || this == ROW;
    }
  }

  /**
   * How an input is read.
   *
   * @param indices the input that gives the index, of no meaning if there is none
   */
  public record Reading(Way way, int indices) {
    /** Returns how an input is read without an index. */
    public static Reading of(Way way) {
      return new Reading(way, 0);
    }
  }

  /** What becomes of a result's values. */
  public enum Kind {
    /** They are stored. */
    STORE,
    /** They are stored past the caches. */
    STREAM,
    /** They are stored through a map. */
    MAPPED,
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
  public record Sink(Kind kind, Reducer reduction) {
    /** Returns whether values are combined. */
    boolean isReduced() {
      return kind != Kind.STORE && kind != Kind.STREAM && kind != Kind.MAPPED;
    }
  }

  /** Copies the lists. */
  public CStructure {
    readings = List.copyOf(readings);
    sinks = List.copyOf(sinks);
  }

  /** Returns whether there is a function in C that gives the bits of Java. */
  public boolean isPrintable() {
    return structure.values().size() <= MOST_VALUES
        && frame() <= LARGEST_FRAME
        && CPrinter.DIALECT.spells(structure);
  }

  private int frame() {
    int bytes = 0;
    for (NumberedValue.Input input : inputs()) {
      if (way(input) == Way.WALKED || way(input) == Way.GATHERED) {
        bytes += BLOCK * Long.BYTES;
      }
    }
    for (Sink sink : sinks) {
      if (sink.isReduced()) {
        bytes += (2 * BLOCK + rowLength()) * Long.BYTES;
      } else if (sink.kind() != Kind.STORE) {
        bytes += BLOCK * Long.BYTES;
      }
    }
    return bytes;
  }

  /** Returns in which way an input is read. */
  Way way(NumberedValue.Input input) {
    return readings.get(input.index()).way();
  }

  /** Returns the inputs that are read, each after the one that gives its index. */
  List<NumberedValue.Input> inputs() {
    SortedMap<Integer, NumberedValue.Input> inputs = new TreeMap<>();
    for (NumberedValue value : structure.values()) {
      NumberedValue.Input input = value instanceof NumberedValue.Input read ? read : null;
      while (input != null && inputs.put(input.index(), input) == null) {
        Reading reading = readings.get(input.index());
        input =
            reading.way() == Way.GATHERED
                ? new NumberedValue.Input(reading.indices(), DType.INT64)
                : null;
      }
    }
    return List.copyOf(inputs.values());
  }

  /**
   * Returns for each value whether it is the same at all positions of a run, so that it is computed
   * once.
   */
  boolean[] same() {
    List<NumberedValue> values = structure.values();
    boolean[] same = new boolean[values.size()];
    for (int number = 0; number < same.length; number++) {
      NumberedValue value = values.get(number);
      same[number] =
          value instanceof NumberedValue.Input input
              ? way(input).isShared()
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
    return RUN + 1 + input;
  }

  /**
   * Returns where the numbers of a sink begin: first the address of its output; of one that stores
   * through a map, the map's place is the fourth.
   */
  public int sinkAt(int sink) {
    return inputAt(readings.size()) + SINK * sink;
  }

  /** Returns where the bits of a constant are. */
  public int constantAt(int slot) {
    return sinkAt(sinks.size()) + slot;
  }

  /** Returns where the bits of a parameter are. */
  public int parameterAt(int index) {
    return constantAt(structure.constants()) + index;
  }

  /**
   * Returns where it is said how an input is read: where its map is, and whether once is enough;
   * the third number is set to an index that is outside.
   */
  public int mapAt(int input) {
    return parameterAt(structure.parameters()) + PER_MAP * input;
  }

  /** Returns how many numbers there are before the maps. */
  public int size() {
    return mapAt(readings.size());
  }
}
