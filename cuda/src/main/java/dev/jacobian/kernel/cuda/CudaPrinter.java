package dev.jacobian.kernel.cuda;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.kernel.c.CDialect;
import dev.jacobian.kernel.cuda.CudaStructure.Form;
import dev.jacobian.kernel.print.Fragment;
import dev.jacobian.kernel.print.LoopKind;
import dev.jacobian.kernel.print.LoopPrinter;
import dev.jacobian.kernel.print.NumberedValue;
import dev.jacobian.kernel.print.Pass;
import dev.jacobian.kernel.print.Place;
import dev.jacobian.kernel.print.SourceWriter;
import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Prints a {@link CudaStructure} as a function: for each kept position of a thread or a block, one
 * loop over the reduced ones for each stage of reductions, and one that stores.
 */
final class CudaPrinter {
  private static final CDialect DIALECT = CudaSource.DIALECT;

  /** A thread's first position, and how far its next one is. */
  private static final String THREAD = "(index_t) (blockIdx.x * blockDim.x + threadIdx.x)";

  private static final String THREADS = "(index_t) (gridDim.x * blockDim.x)";

  private final CudaStructure kernel;
  private final Positions positions;
  private final SourceWriter out = new SourceWriter();

  /** What is computed before a loop, by the numbers of the values. */
  private final Map<Integer, Fragment> reductions = new HashMap<>();

  private CudaPrinter(CudaStructure kernel) {
    this.kernel = kernel;
    this.positions = new Positions(kernel, out);
  }

  /** Returns the source of the function. */
  static String print(CudaStructure kernel) {
    CudaPrinter printer = new CudaPrinter(kernel);
    printer.printFunction();
    return printer.out.toString();
  }

  /** Returns the source of a function that does one launch after the other, in one block. */
  static String print(List<CudaStructure> launches) {
    StringBuilder all = new StringBuilder();
    SourceWriter calls = new SourceWriter();
    int size = 0;
    for (int i = 0; i < launches.size(); i++) {
      CudaPrinter printer = new CudaPrinter(launches.get(i));
      printer.out.line("");
      printer.out.text("static __device__ void part_" + i + "(const int64_t *const n) {\n");
      printer.printBody();
      all.append(printer.out);
      if (i > 0) {
        // What the threads of a block have written, all of them read after that.
        calls.line("block_barrier();");
      }
      calls.line("part_" + i + "(numbers.n + " + size + ");");
      size += launches.get(i).size();
    }
    SourceWriter whole = new SourceWriter();
    printNumbers(whole, size);
    whole.text(head("const Numbers numbers"));
    return all.append(whole).append(calls).append("}\n").toString();
  }

  private static void printNumbers(SourceWriter out, int size) {
    out.open("struct Numbers");
    out.line("int64_t n[" + Math.max(1, size) + "];");
    out.text("};\n\n");
  }

  private static String head(String given) {
    return "extern \"C\" __global__ void " + CudaStructure.FUNCTION + "(" + given + ") {\n";
  }

  private static String number(int index) {
    return "n[" + index + "]";
  }

  private void printFunction() {
    out.line("");
    String given = "const int64_t *const n";
    if (!kernel.isFar()) {
      printNumbers(out, kernel.size());
      given = "const Numbers numbers";
    }
    out.text(head(given));
    if (!kernel.isFar()) {
      out.line("const int64_t *const n = numbers.n;");
    }
    printBody();
  }

  /** Prints what a function does with its numbers {@code n}, up to its end. */
  private void printBody() {
    String bits = kernel.isLong() ? "int64_t" : "int32_t";
    out.line("typedef " + bits + " index_t;");
    out.line("typedef u" + bits + " count_t;");
    out.line("enum { " + LoopPrinter.INDEX + " = 0 };");
    out.line("int " + CDialect.ERROR + " = 0, outside = 0;");
    kernel.structure().values().forEach(this::printNumber);
    switch (kernel.form()) {
      case THREAD -> printParts(THREAD, true);
      case PACK -> printPacks();
      case BLOCK -> printParts("(index_t) blockIdx.x", false);
      case SORTED -> printSorted();
    }
    out.open("if (error || outside)");
    String error = "*(int32_t *) " + number(CudaStructure.ERROR);
    out.line(error + " = outside ? outside : " + CudaStructure.DIVISION_BY_ZERO + ";");
    out.close();
    out.text("}\n");
  }

  private void printNumber(NumberedValue value) {
    if (value instanceof NumberedValue.Constant constant) {
      printNumber(
          LoopPrinter.variable(constant), constant.dtype(), kernel.constantAt(constant.slot()));
    } else if (value instanceof NumberedValue.Parameter parameter) {
      int at = kernel.parameterAt(parameter.index());
      printNumber(LoopPrinter.variable(parameter), parameter.dtype(), at);
    }
  }

  private void printNumber(String name, DType dtype, int at) {
    String type = DIALECT.variableType(dtype);
    out.line("const " + type + " " + name + " = " + number(dtype, at).text() + ";");
  }

  static Fragment number(DType dtype, int at) {
    Fragment bits = Fragment.primary("double", "double_of(" + number(at) + ")");
    return DIALECT.number(dtype, bits);
  }

  /** Prints the loop over kept positions, each as often as there are parts. */
  private void printParts(String first, boolean isThread) {
    String step = isThread ? THREADS : "(index_t) gridDim.x";
    out.line("const index_t kept = (index_t) " + number(CudaStructure.KEPT) + ";");
    out.line("const index_t all = kept * (index_t) " + number(CudaStructure.PARTS) + ";");
    out.open("for (index_t w = " + first + "; w < all; w += " + step + ")");
    // Only what is reduced has parts, and a division by what is not known takes some 20
    // instructions.
    out.line("const index_t o = w" + (kernel.reduced() > 0 ? " % kept" : "") + ";");
    if (kernel.reduced() > 0) {
      String part = "(index_t) " + number(CudaStructure.PART);
      out.line("const index_t size = (index_t) " + number(CudaStructure.REDUCED) + ";");
      out.line("const index_t from = w / kept * " + part + ";");
      out.line("const index_t to = size - from < " + part + " ? size : from + " + part + ";");
    }
    positions.printKept();
    SortedMap<Integer, List<Integer>> stages = new TreeMap<>();
    for (int sink = 0; sink < kernel.sinks().size(); sink++) {
      stages.computeIfAbsent(sink(sink).stage(), stage -> new ArrayList<>()).add(sink);
    }
    stages.values().forEach(this::printStage);
    out.close();
  }

  /** Prints the loop over packs: all are read, each position is computed, all are written. */
  private void printPacks() {
    String packs = "(index_t) " + number(CudaStructure.KEPT) + " / PACK";
    out.open("for (index_t w = " + THREAD + "; w < " + packs + "; w += " + THREADS + ")");
    out.line("const index_t o = w * PACK;");
    positions.printKept();
    List<Integer> sinks = IntStream.range(0, kernel.sinks().size()).boxed().toList();
    SortedSet<Integer> needed = needed(sinks);
    Map<Integer, Fragment> given = printLoads(needed, List.of());
    for (int sink : sinks) {
      out.line("pack<" + DIALECT.elementType(sink(sink).dtype()) + "> z" + sink + ";");
    }
    // Each copy of the loop has indices that are known, so that packs stay in registers.
    out.line("#pragma unroll");
    out.open("for (int j = 0; j < PACK; j++)");
    for (int load : reads(needed)) {
      Access access = kernel.loads().get(load);
      if (access.isPacked()) {
        String type = DIALECT.elementType(access.dtype());
        out.line("const " + type + " x" + load + " = p" + load + ".at[j];");
      }
    }
    for (int sink : sinks) {
      String type = DIALECT.elementType(sink(sink).dtype());
      out.line(type + " *const y" + sink + " = &z" + sink + ".at[j];");
    }
    printStatements(sinks, needed, given);
    out.close();
    for (int sink : sinks) {
      out.line("put_pack(&" + stored(sink) + ", z" + sink + ");");
    }
    out.close();
  }

  private Sink sink(int index) {
    return kernel.sinks().get(index);
  }

  /** Prints what computes sinks that read nothing of each other. */
  private void printStage(List<Integer> sinks) {
    switch (sink(sinks.get(0)).kind()) {
      case STORE -> printLoop(() -> printStores(sinks));
      case STORE_ONE -> printOne(() -> printStores(sinks));
      case REDUCE, FIND -> printReductions(sinks);
      case SCAN -> printScan(sinks.get(0));
      case KEY -> printKey(sinks.get(0));
      case ADD -> throw new IllegalStateException("an ADD is sorted");
    }
  }

  private void printLoop(Runnable body) {
    if (kernel.reduced() == 0) {
      body.run();
      return;
    }
    boolean isBlock = kernel.form() == Form.BLOCK;
    String first = isBlock ? "from + (index_t) threadIdx.x" : "from";
    String step = isBlock ? "r += (index_t) blockDim.x" : "r++";
    out.open("for (index_t r = " + first + "; r < to; " + step + ")");
    positions.printReduced();
    body.run();
    out.close();
  }

  /** Prints what the first reduced position does for all of them. */
  private void printOne(Runnable body) {
    boolean isBlock = kernel.form() == Form.BLOCK;
    out.open("for (index_t r = 0; r < 1" + (isBlock ? " && threadIdx.x == 0" : "") + "; r++)");
    positions.printReduced();
    body.run();
    out.close();
  }

  private void printReductions(List<Integer> sinks) {
    for (int sink : sinks) {
      Accumulator total = accumulator(sink);
      out.line(total.type() + " a" + sink + " = " + total.neutral() + ";");
    }
    printLoop(
        () -> {
          printValues(sinks, this::printOwn);
          for (int sink : sinks) {
            Accumulator total = accumulator(sink);
            out.line(
                "a"
                    + sink
                    + " = "
                    + total.combined("a" + sink, total.of("y" + sink + "[0]"))
                    + ";");
          }
        });
    for (int sink : sinks) {
      Accumulator total = accumulator(sink);
      if (kernel.form() == Form.BLOCK) {
        String call = "block_reduce<" + total.operation() + ">(a" + sink + ")";
        out.line("a" + sink + " = " + call + ";");
      }
      String type = DIALECT.elementType(sink(sink).dtype());
      out.line("const " + type + " z" + sink + " = " + total.stored("a" + sink) + ";");
      String isOne = kernel.form() == Form.BLOCK ? "if (threadIdx.x == 0) " : "";
      out.line(isOne + address(sink) + "[w] = z" + sink + ";");
      Fragment element = Fragment.primary(type, "z" + sink);
      for (int number = 0; number < kernel.structure().values().size(); number++) {
        if (kernel.structure().value(number) instanceof NumberedValue.Reduced reduced
            && reduced.output() == sink) {
          reductions.put(number, DIALECT.load(reduced.dtype(), element));
        }
      }
    }
  }

  /** Declares the variable that a sink's value is put into. */
  private void printOwn(int sink) {
    out.line(DIALECT.elementType(dtype(sink)) + " y" + sink + "[1];");
  }

  private Accumulator accumulator(int sink) {
    return new Accumulator(sink(sink), dtype(sink), kernel.reduced() == 0);
  }

  private DType dtype(int sink) {
    return kernel.structure().value(result(sink)).dtype();
  }

  private int result(int sink) {
    return kernel.structure().results().get(sink);
  }

  private String address(int sink) {
    String type = DIALECT.elementType(sink(sink).dtype());
    return "((" + type + " *) " + number(kernel.sinkAt(sink)) + ")";
  }

  private void printStores(List<Integer> sinks) {
    printValues(sinks, this::printPlace);
    for (int sink : sinks) {
      Access access = sink(sink).access();
      if (access.bounds() > 0) {
        out.open("if (" + positions.isInside(access, kernel.sinkAt(sink)) + ")");
        out.line(stored(sink) + " = y" + sink + "[0];");
        out.close();
      }
    }
  }

  /**
   * Declares where a sink's value is put: its element, or a variable where it may have none. A
   * pointer that chooses between the two would put the variable into memory.
   */
  private void printPlace(int sink) {
    Access access = sink(sink).access();
    if (access.bounds() > 0) {
      printOwn(sink);
      return;
    }
    String type = DIALECT.elementType(access.dtype());
    String place = address(sink) + " + " + positions.element(kernel.sinkAt(sink), "s" + sink);
    out.line(type + " *const y" + sink + " = " + place + ";");
  }

  /** Prints loads and values of sinks, each put into the variable that is declared for it. */
  private void printValues(List<Integer> sinks, Consumer<Integer> declare) {
    SortedSet<Integer> needed = needed(sinks);
    Map<Integer, Fragment> given = printLoads(needed, List.of());
    sinks.forEach(declare);
    printStatements(sinks, needed, given);
  }

  private void printStatements(
      List<Integer> sinks, SortedSet<Integer> needed, Map<Integer, Fragment> given) {
    List<Pass.Access> writes = new ArrayList<>();
    for (int sink : sinks) {
      writes.add(new Pass.Access(result(sink), new Place(Place.Role.RESULT, sink)));
    }
    Pass pass = new Pass(LoopKind.MIXED, List.copyOf(needed), List.of(), writes);
    LoopPrinter.statements(DIALECT, kernel.structure(), pass, given).forEach(out::line);
  }

  private SortedSet<Integer> needed(List<Integer> sinks) {
    SortedSet<Integer> needed = new TreeSet<>();
    sinks.forEach(sink -> need(result(sink), needed));
    return needed;
  }

  private void need(int number, SortedSet<Integer> needed) {
    if (!reductions.containsKey(number) && needed.add(number)) {
      kernel.structure().value(number).operands().forEach(operand -> need(operand, needed));
    }
  }

  /** Prints the loads of values, and others, and returns what is known before a loop's values. */
  private Map<Integer, Fragment> printLoads(SortedSet<Integer> needed, List<Integer> others) {
    SortedSet<Integer> loads = reads(needed);
    Map<Integer, Fragment> given = new HashMap<>(reductions);
    others.forEach(load -> read(load, loads));
    for (int number : needed) {
      if (kernel.structure().value(number) instanceof NumberedValue.Input input) {
        String type = DIALECT.elementType(input.dtype());
        given.put(number, DIALECT.load(input.dtype(), Fragment.primary(type, "x" + input.index())));
      }
    }
    loads.forEach(positions::printLoad);
    return given;
  }

  /** Returns the loads that values need, and those whose indices move them. */
  private SortedSet<Integer> reads(SortedSet<Integer> needed) {
    SortedSet<Integer> loads = new TreeSet<>();
    for (int number : needed) {
      if (kernel.structure().value(number) instanceof NumberedValue.Input input) {
        read(input.index(), loads);
      }
    }
    return loads;
  }

  private void read(int load, SortedSet<Integer> loads) {
    if (loads.add(load) && kernel.loads().get(load).isGathered()) {
      read(kernel.loads().get(load).indices(), loads);
    }
  }

  private void printScan(int sink) {
    Accumulator total = accumulator(sink);
    String index = sink(sink).isReverse() ? "size - 1 - s" : "s";
    boolean isBlock = kernel.form() == Form.BLOCK;
    out.line(total.type() + " total = " + total.neutral() + ";");
    if (isBlock) {
      out.open("for (index_t first = 0; first < size; first += (index_t) blockDim.x)");
      out.line("const index_t s = first + (index_t) threadIdx.x;");
      out.line(total.type() + " a = " + total.neutral() + ", all;");
      out.open("if (s < size)");
    } else {
      out.open("for (index_t s = 0; s < size; s++)");
    }
    out.line("const index_t r = " + index + ";");
    positions.printReduced();
    printValues(List.of(sink), this::printOwn);
    if (isBlock) {
      out.line("a = " + total.of("y" + sink + "[0]") + ";");
      out.close();
      String call = "block_scan<" + total.operation() + ">(a, " + total.neutral() + ", &all)";
      out.line("a = " + total.combined("total", call) + ";");
      out.line("total = " + total.combined("total", "all") + ";");
      out.open("if (s < size)");
      out.line("const index_t r = " + index + ";");
      positions.printReduced();
      out.line(stored(sink) + " = " + total.stored("a") + ";");
      out.close();
    } else {
      out.line("total = " + total.combined("total", total.of("y" + sink + "[0]")) + ";");
      out.line(stored(sink) + " = " + total.stored("total") + ";");
    }
    out.close();
  }

  /** Returns the element that a sink's value is stored in. */
  private String stored(int sink) {
    String element = positions.element(kernel.sinkAt(sink), "s" + sink);
    return address(sink) + "[" + element + "]";
  }

  private void printKey(int sink) {
    Access access = sink(sink).access();
    printLoads(new TreeSet<>(), List.of(access.indices()));
    int at = kernel.sinkAt(sink);
    positions.printHolds(access, at, "t", CudaStructure.OUTSIDE + kernel.loads().size());
    String element = positions.element(at, "t");
    out.line(
        "((int64_t *) "
            + number(at)
            + ")[w] = ht ? (int64_t) ("
            + element
            + ") + "
            + positions.moved(access, at)
            + " : -1;");
  }

  /** Prints the sum of the values of equal keys, which the thread at the first of them adds. */
  private void printSorted() {
    int sink = 0;
    DType dtype = dtype(sink);
    String type = DIALECT.elementType(dtype);
    out.line("const int64_t *const keys = (const int64_t *) " + number(CudaStructure.KEYS) + ";");
    out.line(
        "const int64_t *const places = (const int64_t *) " + number(CudaStructure.POSITIONS) + ";");
    out.line("const index_t kept = (index_t) " + number(CudaStructure.KEPT) + ";");
    out.line("const index_t size = (index_t) " + number(CudaStructure.SORTED) + ";");
    out.line("const index_t all = kept * size;");
    out.line("const index_t step = (index_t) (gridDim.x * blockDim.x);");
    out.open(
        "for (index_t w = (index_t) (blockIdx.x * blockDim.x + threadIdx.x); w < all; w += step)");
    out.line("const index_t o = w % kept, s = w / kept;");
    out.line("const int64_t key = keys[s];");
    out.open("if (key < 0 || (s > 0 && keys[s - 1] == key))");
    out.line("continue;");
    out.close();
    positions.printKept();
    String element = positions.keptElement(kernel.sinkAt(sink));
    out.line(type + " *const place = " + address(sink) + " + key + " + element + ";");
    out.line(type + " total = *place;");
    out.open("for (index_t j = s; j < size && keys[j] == key; j++)");
    out.line("const index_t r = (index_t) places[j];");
    positions.printReduced();
    printValues(List.of(sink), this::printOwn);
    Fragment before = DIALECT.load(dtype, Fragment.primary(type, "total"));
    Fragment value = DIALECT.load(dtype, Fragment.primary(type, "y" + sink + "[0]"));
    Fragment sum = DIALECT.binary(BinaryFunction.ADD, dtype, before, value);
    out.line("total = " + DIALECT.store(dtype, sum).text() + ";");
    out.close();
    out.line("*place = total;");
    out.close();
  }
}
