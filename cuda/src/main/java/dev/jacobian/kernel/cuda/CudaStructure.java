package dev.jacobian.kernel.cuda;

import dev.jacobian.kernel.print.NumberedValue;
import dev.jacobian.kernel.print.Structure;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * A launch without its numbers: launches of equal structure share one function. A launch goes
 * through positions that are kept, and for each of them through those of the axes that are reduced.
 * It is given one array of numbers, whose places are said here:
 *
 * <pre>
 *   0            kept positions
 *   1            reduced positions
 *   2            parts that the reduced positions are divided into, each in a place of its own
 *   3            reduced positions of a part
 *   4            address of where an error is noted
 *   5, 6         addresses of the sorted keys and of their positions, and how many, of an ADD
 *   8 ...        sizes of the axes, those of the kept ones first
 *   loadAt(i)    address, first element, steps; bounds: start, size, factors; fill; index: step, size
 *   sinkAt(i)    the same
 *   constantAt   the bits of the constants, then of the parameters
 * </pre>
 *
 * @param structure the values, whose results are those of the sinks
 * @param form which threads do what
 * @param isLong whether numbers of elements need 64 bits
 * @param kept how many axes are kept
 * @param reduced how many axes are reduced
 * @param loads what is read
 * @param sinks what becomes of the results
 */
public record CudaStructure(
    Structure structure,
    Form form,
    boolean isLong,
    int kept,
    int reduced,
    List<Access> loads,
    List<Sink> sinks) {
  /** The name of the printed function. */
  public static final String FUNCTION = "kernel";

  /** Where a launch notes that an integer was divided by zero. */
  public static final int DIVISION_BY_ZERO = 1;

  /** Where a launch notes that an index is outside; the load that it moves, or what is stored. */
  public static final int OUTSIDE = 2;

  /** Numbers that are given by value, within the 4 KB that every device takes. */
  public static final int MOST_NUMBERS = 500;

  /** Where the number of kept positions is. */
  public static final int KEPT = 0;

  /** Where the number of reduced positions is. */
  public static final int REDUCED = 1;

  /** Where the number of parts is. */
  public static final int PARTS = 2;

  /** Where the number of reduced positions of a part is. */
  public static final int PART = 3;

  /** Where the address is at which an error is noted. */
  public static final int ERROR = 4;

  /** Where the address of sorted keys is; that of their positions and their number follow. */
  public static final int KEYS = 5;

  static final int POSITIONS = 6;
  static final int SORTED = 7;
  private static final int AXES = 8;

  /** The most functions, and results, that a summary names. */
  private static final int MOST_NAMED = 8;

  /** Which threads do what. */
  public enum Form {
    /** A thread has kept positions of its own. */
    THREAD,
    /** A thread has {@link Packs} of kept positions of its own; none is reduced. */
    PACK,
    /** A block has kept positions of its own, and its threads share the reduced ones. */
    BLOCK,
    /** A thread has a run of equal keys, whose positions are the reduced ones. */
    SORTED
  }

  /** Copies the lists. */
  public CudaStructure {
    loads = List.copyOf(loads);
    sinks = List.copyOf(sinks);
  }

  /** Returns the number of axes. */
  public int axes() {
    return kept + reduced;
  }

  /** Returns where the size of an axis is. */
  public int axisAt(int axis) {
    return AXES + axis;
  }

  /** Returns where the numbers of a load begin. */
  public int loadAt(int load) {
    int at = axisAt(axes());
    for (int i = 0; i < load; i++) {
      at += numbers(loads.get(i));
    }
    return at;
  }

  /** Returns where the numbers of a sink begin. */
  public int sinkAt(int sink) {
    int at = loadAt(loads.size());
    for (int i = 0; i < sink; i++) {
      at += numbers(sinks.get(i).access());
    }
    return at;
  }

  /** Returns where the step of an access along an axis is, counted from its first number. */
  static int stepAt(int axis) {
    return 2 + axis;
  }

  /** Returns where a bound of an access begins, counted from its first number. */
  int boundAt(int bound) {
    return stepAt(axes()) + bound * (2 + axes());
  }

  /** Returns where the fill of an access is, before the step and the size of its index. */
  int fillAt(Access access) {
    return boundAt(access.bounds());
  }

  private int numbers(Access access) {
    return fillAt(access) + 3;
  }

  /** Returns where the bits of a constant are. */
  public int constantAt(int slot) {
    return sinkAt(sinks.size()) + slot;
  }

  /** Returns where the bits of a parameter are. */
  public int parameterAt(int index) {
    return constantAt(structure.constants()) + index;
  }

  /** Returns how many numbers there are. */
  public int size() {
    return parameterAt(structure.parameters());
  }

  /**
   * Returns what is computed, in a few words for messages: {@code add, relu: stored as float32}.
   */
  public String summary() {
    StringJoiner functions = new StringJoiner(", ").setEmptyValue("a copy");
    structure.values().stream()
        .map(CudaStructure::function)
        .filter(name -> !name.isEmpty())
        .distinct()
        .limit(MOST_NAMED)
        .forEach(functions::add);
    StringJoiner results = new StringJoiner(", ");
    sinks.stream().map(CudaStructure::result).distinct().limit(MOST_NAMED).forEach(results::add);
    return functions + ": " + results;
  }

  private static String function(NumberedValue value) {
    if (value instanceof NumberedValue.Unary unary) {
      return lower(unary.function());
    }
    if (value instanceof NumberedValue.Binary binary) {
      return lower(binary.function());
    }
    return value instanceof NumberedValue.Select
        ? "where"
        : value instanceof NumberedValue.Convert ? "convert" : "";
  }

  private static String result(Sink sink) {
    return switch (sink.kind()) {
      case STORE, STORE_ONE -> "stored as " + sink.dtype();
      case REDUCE -> lower(sink.reduction());
      case FIND -> "argmax";
      case SCAN -> "scan of " + lower(sink.reduction());
      case ADD -> "added by index";
      case KEY -> "indices";
    };
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Returns whether the numbers are given by their address in the device's memory. */
  public boolean isFar() {
    return size() > MOST_NUMBERS;
  }
}
