package dev.jacobian.kernel.c;

import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.print.Fragment;
import dev.jacobian.kernel.print.LoopKind;
import dev.jacobian.kernel.print.LoopPrinter;
import dev.jacobian.kernel.print.NumberedValue;
import dev.jacobian.kernel.print.Pass;
import dev.jacobian.kernel.print.Place;
import dev.jacobian.kernel.print.SourceWriter;
import dev.jacobian.kernel.print.Structure;
import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Prints a {@link CStructure} as a function that does one part of a walk: for each block of
 * positions, one loop over the elements, reductions after it. What is walked through a map, and
 * what is reduced, passes through an array of a block's length.
 */
final class CPrinter {
  /** The name of the printed function. */
  static final String FUNCTION = "kernel";

  static final CDialect DIALECT = new CDialect();

  private final CStructure kernel;
  private final Structure structure;
  private final boolean[] same;
  private final SourceWriter out = new SourceWriter();

  private CPrinter(CStructure kernel) {
    this.kernel = kernel;
    this.structure = kernel.structure();
    this.same = kernel.same();
  }

  /** Returns the source of a library with the function. */
  static String print(CStructure kernel) {
    CPrinter printer = new CPrinter(kernel);
    printer.printLibrary();
    printer.printFunction();
    return printer.out.toString();
  }

  private void printLibrary() {
    out.text(DIALECT.functions());
    out.line("#define BLOCK " + CStructure.BLOCK);
    out.line("#define ROW " + kernel.rowLength());
    Set<DType> walked = EnumSet.noneOf(DType.class);
    for (NumberedValue.Input input : kernel.inputs()) {
      CStructure.Way way = kernel.way(input);
      if (way != CStructure.Way.WHOLE && way != CStructure.Way.ROW) {
        walked.add(input.dtype());
      }
    }
    for (int sink = 0; sink < kernel.sinks().size(); sink++) {
      if (kind(sink) == CStructure.Kind.MAPPED) {
        walked.add(kernel.dtype(sink));
      }
    }
    if (!walked.isEmpty()) {
      out.text(Resources.text("runs.c"));
    }
    for (DType dtype : walked) {
      define("NAME(word)", "word##_" + CDialect.suffix(dtype));
      define("VALUE", DIALECT.elementType(dtype));
      out.text(Resources.text("walk.c"));
      undefine("NAME", "VALUE");
    }
    Set<String> done = new LinkedHashSet<>();
    for (int sink = 0; sink < kernel.sinks().size(); sink++) {
      if (isReduced(sink) && done.add(suffix(sink))) {
        printReduction(sink);
      }
    }
  }

  private void printReduction(int sink) {
    DType dtype = kernel.dtype(sink);
    Reducer reduction = kernel.sinks().get(sink).reduction();
    boolean isSum = reduction == Reducer.SUM;
    String kind = reduction == Reducer.MAX ? "maximum" : "minimum";
    String wide = dtype.isFloating() ? "f64" : "i64";
    String largest = dtype.isFloating() ? "__builtin_inf()" : "0x7fffffffffffffff";
    String smallest = dtype.isFloating() ? "-" + largest : "INT64_MIN_VALUE";
    define("NAME(word)", "word##_" + suffix(sink));
    NumberedValue.Input taken = taken(sink);
    define("VALUE", DIALECT.elementType(taken == null ? dtype : taken.dtype()));
    define("OUT", DIALECT.elementType(dtype));
    define("TOTAL", dtype.isFloating() ? "double" : "int64_t");
    define("STORED(x)", dtype == DType.BOOL ? "((x) != 0)" : "((OUT) (x))");
    define("IS_SUM", isSum ? "1" : "0");
    define("IS_FLOAT_SUM", isSum && dtype == DType.FLOAT32 ? "1" : "0");
    define("IS_PRODUCT", reduction == Reducer.PRODUCT ? "1" : "0");
    boolean isExtreme = reduction == Reducer.MAX || reduction == Reducer.MIN;
    define("IS_EXTREME", isExtreme ? "1" : "0");
    switch (reduction) {
      case SUM -> {
        define("NEUTRAL", "0");
        define("COMBINE(x, y)", "((x) + (y))");
      }
      case PRODUCT -> {
        define("NEUTRAL", "1");
        define("COMBINE(x, y)", "((x) * (y))");
      }
      case MAX, MIN -> {
        define("NEUTRAL", reduction == Reducer.MAX ? smallest : largest);
        define("COMBINE(x, y)", kind + "_" + wide + "(x, y)");
      }
    }
    DType narrow = dtype == DType.BOOL ? DType.INT32 : dtype;
    define("IS_FLOATING", dtype.isFloating() ? "1" : "0");
    define("IS_BETTER(x, y)", reduction == Reducer.MAX ? "((x) > (y))" : "((x) < (y))");
    define("CHOOSE(x, y)", kind + "_" + CDialect.suffix(narrow) + "(x, y)");
    out.text(Resources.text("reduce.c"));
    undefine("NAME", "VALUE", "OUT", "TOTAL", "STORED", "IS_SUM", "IS_FLOAT_SUM", "NEUTRAL");
    undefine("IS_PRODUCT", "IS_EXTREME", "COMBINE", "IS_FLOATING", "IS_BETTER", "CHOOSE");
  }

  private void define(String name, String text) {
    out.line("#define " + name + " " + text);
  }

  private void undefine(String... names) {
    for (String name : names) {
      out.line("#undef " + name);
    }
  }

  private CStructure.Kind kind(int sink) {
    return kernel.sinks().get(sink).kind();
  }

  private boolean isReduced(int sink) {
    return kernel.sinks().get(sink).isReduced();
  }

  /** Returns whether the loop stores a sink's values where they belong. */
  private boolean isStored(int sink) {
    return kind(sink) == CStructure.Kind.STORE;
  }

  /** Returns whether the loop writes a sink's values; else they are an input as it lies. */
  private boolean isWritten(int sink) {
    return taken(sink) == null;
  }

  /** Returns the input that a sink takes as it lies; sums may take float as double. */
  private NumberedValue.@Nullable Input taken(int sink) {
    if (isStored(sink) || isSame(sink)) {
      return null;
    }
    NumberedValue value = value(sink);
    if (value instanceof NumberedValue.Convert convert
        && structure.value(convert.operand()) instanceof NumberedValue.Input input
        && isReduced(sink)
        && kernel.sinks().get(sink).reduction() == Reducer.SUM
        && input.dtype() == DType.FLOAT32
        && convert.dtype() == DType.FLOAT64) {
      return neighbours(input);
    }
    return value instanceof NumberedValue.Input input ? neighbours(input) : null;
  }

  /** Returns an input whose elements of a block are neighbours; null if they are not. */
  private NumberedValue.@Nullable Input neighbours(NumberedValue.Input input) {
    return kernel.way(input) == CStructure.Way.SECOND ? null : input;
  }

  /** Returns whether a sink takes one value for all positions of a block. */
  private boolean isSame(int sink) {
    return same[structure.results().get(sink)];
  }

  private NumberedValue value(int sink) {
    return structure.value(structure.results().get(sink));
  }

  /** Returns where the loop writes a sink's values of a block. */
  private String target(int sink) {
    return switch (kind(sink)) {
      case STORE -> "o" + sink + " + start";
      case STREAM, MAPPED, RUNS -> "r" + sink;
      case COLUMNS, TILES -> "place_" + suffix(sink) + "(&k" + sink + ", r" + sink + ")";
    };
  }

  private String values(int sink) {
    NumberedValue.Input taken = taken(sink);
    return taken == null ? "y" + sink : "x" + taken.index();
  }

  /** Returns what the names of a sink's functions end in. */
  private String suffix(int sink) {
    String reduction = CDialect.lowerCase(kernel.sinks().get(sink).reduction());
    NumberedValue.Input taken = taken(sink);
    String of =
        taken == null || taken.dtype() == kernel.dtype(sink)
            ? ""
            : "_of_" + CDialect.suffix(taken.dtype());
    return CDialect.suffix(kernel.dtype(sink)) + "_" + reduction + of;
  }

  private static String number(int index) {
    return "n[" + index + "]";
  }

  private void printFunction() {
    out.line("__attribute__((visibility(\"default\")))");
    out.open("int " + FUNCTION + "(int64_t *n, int64_t part)");
    out.line("int " + CDialect.ERROR + " = 0;");
    out.line("const int64_t block = n[0], size = n[2], middle = n[3], inner = n[4];");
    out.line("const int64_t run = " + number(CStructure.RUN) + ";");
    out.line("const int64_t tile = middle == 0 ? 0 : part % size * block;");
    out.line(
        "const int64_t first = middle == 0 ? part * size : part / size * middle * inner + tile;");
    out.line(
        "const int64_t after = middle == 0 ? first + size : first + (middle - 1) * inner + 1;");
    out.line("const int64_t end = middle == 0 && after > n[1] ? n[1] : after;");
    out.line("const int64_t step = middle == 0 ? block : inner;");
    kernel.inputs().forEach(this::printInput);
    for (int sink = 0; sink < kernel.sinks().size(); sink++) {
      printSink(sink);
    }
    structure.values().forEach(this::printNumber);
    out.open("for (int64_t start = first; start < end; start += step)");
    out.line("const int64_t rest = middle == 0 ? end - start : inner - tile;");
    out.line("const int64_t count = block < rest ? block : rest;");
    inputs(false).forEach(this::printLoad);
    for (int sink = 0; sink < kernel.sinks().size(); sink++) {
      if (isWritten(sink)) {
        out.line(elementType(sink) + " *const y" + sink + " = " + target(sink) + ";");
      }
    }
    // An input may be replaced by the loop.
    printAccept(false);
    Pass pass = pass();
    if (!pass.writes().isEmpty()) {
      printLoop(pass, inputs(true));
    }
    printAccept(true);
    out.close();
    for (int sink = 0; sink < kernel.sinks().size(); sink++) {
      if (isReduced(sink)) {
        boolean isTile = kind(sink) == CStructure.Kind.TILES;
        callSink("end", sink, isTile ? "block < inner - tile ? block : inner - tile" : "end");
      }
    }
    if (kernel.sinks().stream().anyMatch(sink -> sink.kind() == CStructure.Kind.STREAM)) {
      out.line("end_stream();");
    }
    out.line("return " + CDialect.ERROR + ";");
    out.close();
  }

  /** Returns the inputs that are read once for all runs that share an element, or the others. */
  private List<NumberedValue.Input> inputs(boolean areShared) {
    return kernel.inputs().stream()
        .filter(input -> kernel.way(input).isShared() == areShared)
        .toList();
  }

  /** Prints the loop over a block's positions, run by run if inputs are the same along runs. */
  private void printLoop(Pass pass, List<NumberedValue.Input> same) {
    if (same.isEmpty()) {
      out.line("const int64_t from = 0, to = count;");
    } else {
      boolean hasRows = same.stream().anyMatch(input -> kernel.way(input) == CStructure.Way.ROW);
      if (hasRows) {
        out.line("int64_t row = start / run;");
      }
      out.open("for (int64_t from = 0; from < count; from += run" + (hasRows ? ", row++)" : ")"));
      out.line("const int64_t to = run < count - from ? from + run : count;");
      same.forEach(this::printLoad);
    }
    Map<Integer, Fragment> given = printSame();
    out.line("INDEPENDENT");
    out.open("for (int64_t i = from; i < to; i++)");
    printSecond(given);
    LoopPrinter.statements(DIALECT, structure, pass, given).forEach(out::line);
    out.close();
    if (!same.isEmpty()) {
      out.close();
    }
  }

  /** Prints what becomes of values that the loop writes, or of inputs as they lie. */
  private void printAccept(boolean areWritten) {
    for (int sink = 0; sink < kernel.sinks().size(); sink++) {
      if (isWritten(sink) != areWritten) {
        continue;
      }
      if (isReduced(sink)) {
        callSink("accept", sink, values(sink) + ", start, count");
      } else if (kind(sink) == CStructure.Kind.STREAM) {
        String bytes = "count * sizeof(" + elementType(sink) + ")";
        out.line("stream(o" + sink + " + start, " + values(sink) + ", " + bytes + ");");
      } else if (!isStored(sink)) {
        String map = "n + " + number(kernel.sinkAt(sink) + 3);
        String[] store = {"o" + sink, values(sink), map};
        out.line(
            "put_"
                + CDialect.suffix(kernel.dtype(sink))
                + arguments(store, "start", "count")
                + ";");
      }
    }
  }

  /** Prints what is the same at all positions of a run, and returns it by number. */
  private Map<Integer, Fragment> printSame() {
    Map<Integer, Fragment> given = new HashMap<>();
    for (int number = 0; number < same.length; number++) {
      NumberedValue value = structure.value(number);
      if (!same[number]
          || value instanceof NumberedValue.Constant
          || value instanceof NumberedValue.Parameter) {
        continue;
      }
      Fragment fragment;
      if (value instanceof NumberedValue.Input input) {
        String type = DIALECT.elementType(input.dtype());
        fragment = DIALECT.load(input.dtype(), Fragment.primary(type, "*x" + input.index()));
      } else {
        fragment = LoopPrinter.value(DIALECT, structure, number, given);
      }
      give(given, number, fragment);
    }
    return given;
  }

  /** Prints the reading of inputs of which every second element is read, and adds it by number. */
  private void printSecond(Map<Integer, Fragment> given) {
    for (int number = 0; number < same.length; number++) {
      if (structure.value(number) instanceof NumberedValue.Input input
          && kernel.way(input) == CStructure.Way.SECOND) {
        String element = "x" + input.index() + "[2 * i]";
        String type = DIALECT.elementType(input.dtype());
        give(given, number, DIALECT.load(input.dtype(), Fragment.primary(type, element)));
      }
    }
  }

  private void give(Map<Integer, Fragment> given, int number, Fragment fragment) {
    String name = "s" + number;
    out.line("const " + fragment.type() + " " + name + " = " + fragment.text() + ";");
    given.put(number, Fragment.primary(fragment.type(), name));
  }

  private String elementType(int sink) {
    return DIALECT.elementType(kernel.dtype(sink));
  }

  private void printInput(NumberedValue.Input input) {
    String type = DIALECT.elementType(input.dtype());
    String address = number(kernel.inputAt(input.index()));
    String name = "p" + input.index();
    out.line("const " + type + " *const " + name + " = (const " + type + " *) " + address + ";");
    switch (kernel.way(input)) {
      case WHOLE, RUN, SECOND -> {}
      case ROW -> {
        String map = number(kernel.mapAt(input.index()));
        String first = name + " + n[" + map + "]";
        out.line("const " + type + " *const w" + input.index() + " = " + first + ";");
        String stride = "n[" + map + " + " + CStructure.ROW_STRIDE + "]";
        out.line("const int64_t d" + input.index() + " = " + stride + ";");
      }
      case GATHERED -> out.line(type + " b" + input.index() + "[BLOCK];");
      case WALKED, SAME -> {
        String length = kernel.way(input) == CStructure.Way.SAME ? "1" : "BLOCK";
        out.line(type + " b" + input.index() + "[" + length + "];");
        out.line("const " + type + " *w" + input.index() + " = 0;");
      }
    }
  }

  private void printSink(int sink) {
    int at = kernel.sinkAt(sink);
    String type = elementType(sink);
    if (isWritten(sink) && !isStored(sink)) {
      out.line(type + " r" + sink + "[BLOCK];");
    }
    if (!isReduced(sink)) {
      out.line(type + " *const o" + sink + " = (" + type + " *) " + number(at) + ";");
      return;
    }
    out.line("sink_" + suffix(sink) + " k" + sink + ";");
    String width =
        switch (kind(sink)) {
          case STORE, STREAM, MAPPED, RUNS -> "0";
          case COLUMNS -> number(at + 3);
          case TILES -> "block";
        };
    out.line(
        "begin_" + suffix(sink) + "(&k" + sink + ", n + " + at + ", part, first, " + width + ");");
    boolean isFloatSum =
        kernel.dtype(sink) == DType.FLOAT32 && kernel.sinks().get(sink).reduction() == Reducer.SUM;
    if (isFloatSum && isKept(sink)) {
      out.line("k" + sink + ".are_kept = 1;");
    }
  }

  /** Returns whether a sink takes an input that nothing replaces before the function ends. */
  private boolean isKept(int sink) {
    NumberedValue.Input taken = taken(sink);
    return taken != null
        && kernel.way(taken) == CStructure.Way.WHOLE
        && kernel.sinks().stream().allMatch(CStructure.Sink::isReduced);
  }

  private void callSink(String verb, int sink, String arguments) {
    String kind = CDialect.lowerCase(kind(sink));
    out.line(verb + "_" + kind + "_" + suffix(sink) + "(&k" + sink + ", " + arguments + ");");
  }

  private void printNumber(NumberedValue value) {
    if (value instanceof NumberedValue.Constant constant) {
      printVariable(
          LoopPrinter.variable(constant), constant.dtype(), kernel.constantAt(constant.slot()));
    } else if (value instanceof NumberedValue.Parameter parameter) {
      printVariable(
          LoopPrinter.variable(parameter),
          parameter.dtype(),
          kernel.parameterAt(parameter.index()));
    }
  }

  private void printVariable(String name, DType dtype, int at) {
    Fragment bits = Fragment.primary("double", "double_of(" + number(at) + ")");
    out.line(
        "const "
            + DIALECT.variableType(dtype)
            + " "
            + name
            + " = "
            + DIALECT.number(dtype, bits).text()
            + ";");
  }

  private void printLoad(NumberedValue.Input input) {
    int index = input.index();
    String type = DIALECT.elementType(input.dtype());
    int at = kernel.mapAt(index);
    String[] element = {"p" + index, "n + " + number(at), "start"};
    String source =
        switch (kernel.way(input)) {
          case WHOLE -> "p" + index + " + start";
          case RUN, SECOND -> "at_" + CDialect.suffix(input.dtype()) + arguments(element);
          case GATHERED -> "b" + index;
          case WALKED, SAME -> "w" + index;
          case ROW -> "w" + index + " + row * d" + index;
        };
    boolean isSame = kernel.way(input) == CStructure.Way.SAME;
    String place = isSame ? "start + from" : "start";
    String[] walk = {"b" + index, "p" + index, "n + " + number(at), place};
    switch (kernel.way(input)) {
      case WHOLE, RUN, SECOND, ROW -> {}
      case WALKED, SAME -> {
        String call = isSame ? "same_" : "walk_";
        String read = isSame ? arguments(walk) : arguments(walk, "count");
        out.open("if (" + place + " == first || !" + number(at + 1) + ")");
        out.line("w" + index + " = " + call + CDialect.suffix(input.dtype()) + read + ";");
        out.close();
      }
      case GATHERED -> {
        String indices = "x" + kernel.readings().get(index).indices();
        String call = arguments(walk, "count", indices, "n + " + (at + 2));
        out.open("if (gather_" + CDialect.suffix(input.dtype()) + call + ")");
        out.line("return " + (CStructure.OUTSIDE + index) + ";");
        out.close();
      }
    }
    out.line("const " + type + " *const x" + index + " = " + source + ";");
  }

  private static String arguments(String[] first, String... others) {
    return Stream.concat(Stream.of(first), Stream.of(others))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private Pass pass() {
    List<Integer> values = new ArrayList<>();
    List<Pass.Access> reads = new ArrayList<>();
    for (int number = 0; number < structure.values().size(); number++) {
      if (same[number]) {
        continue;
      }
      values.add(number);
      if (structure.value(number) instanceof NumberedValue.Input input
          && kernel.way(input) != CStructure.Way.SECOND) {
        reads.add(new Pass.Access(number, new Place(Place.Role.INPUT, input.index())));
      }
    }
    List<Pass.Access> writes = new ArrayList<>();
    for (int sink = 0; sink < kernel.sinks().size(); sink++) {
      int number = structure.results().get(sink);
      if (!isWritten(sink)) {
        continue;
      }
      writes.add(new Pass.Access(number, new Place(Place.Role.RESULT, sink)));
    }
    return new Pass(LoopKind.MIXED, values, reads, writes);
  }
}
