package dev.jacobian.kernel.cuda;

import dev.jacobian.kernel.c.CDialect;
import dev.jacobian.kernel.print.Fragment;
import dev.jacobian.kernel.print.SourceWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints where elements are: coordinates are {@code k0}, {@code k1} ... of the kept position {@code
 * o}, and {@code q0}, {@code q1} ... of the reduced one, {@code r}.
 */
final class Positions {
  private static final CDialect DIALECT = CudaSource.DIALECT;

  private final CudaStructure kernel;
  private final SourceWriter out;

  Positions(CudaStructure kernel, SourceWriter out) {
    this.kernel = kernel;
    this.out = out;
  }

  private static String number(int index) {
    return "(index_t) n[" + index + "]";
  }

  /** Prints the coordinates of the kept position. */
  void printKept() {
    printCoordinates("k", "o", 0, kernel.kept());
  }

  /** Prints the coordinates of the reduced position. */
  void printReduced() {
    printCoordinates("q", "r", kernel.kept(), kernel.reduced());
  }

  private void printCoordinates(String name, String position, int first, int axes) {
    String rest = position;
    for (int axis = axes - 1; axis > 0; axis--) {
      String size = number(kernel.axisAt(first + axis));
      out.line("const index_t " + name + axis + " = " + rest + " % (" + size + ");");
      String next = name + "_" + axis;
      out.line("const index_t " + next + " = " + rest + " / (" + size + ");");
      rest = next;
    }
    if (axes > 0) {
      out.line("const index_t " + name + "0 = " + rest + ";");
    }
  }

  private String coordinate(int axis) {
    return axis < kernel.kept() ? "k" + axis : "q" + (axis - kernel.kept());
  }

  /** Returns the element of an access, moved by no index yet; it is put into a variable. */
  String element(int at, String name) {
    List<String> terms = new ArrayList<>(List.of(number(at + 1)));
    terms.addAll(terms(at, kernel.axes()));
    out.line("const index_t e" + name + " = " + String.join(" + ", terms) + ";");
    return "e" + name;
  }

  /** Returns the element of an access at reduced position 0. */
  String keptElement(int at) {
    List<String> terms = terms(at, kernel.kept());
    return terms.isEmpty() ? "0" : String.join(" + ", terms);
  }

  private List<String> terms(int at, int axes) {
    List<String> terms = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      terms.add(number(at + CudaStructure.stepAt(axis)) + " * " + coordinate(axis));
    }
    return terms;
  }

  /** Returns whether the bounds of an access hold. */
  String isInside(Access access, int at) {
    List<String> conditions = new ArrayList<>();
    for (int bound = 0; bound < access.bounds(); bound++) {
      int from = at + kernel.boundAt(bound);
      List<String> terms = new ArrayList<>(List.of(number(from)));
      for (int axis = 0; axis < kernel.axes(); axis++) {
        terms.add(number(from + 2 + axis) + " * " + coordinate(axis));
      }
      // What is below 0 is large without a sign.
      String index = "(count_t) (" + String.join(" + ", terms) + ")";
      conditions.add(index + " < (count_t) n[" + (from + 1) + "]");
    }
    return conditions.isEmpty() ? "true" : String.join(" && ", conditions);
  }

  /** Returns how far the index of an access moves the element. */
  String moved(Access access, int at) {
    return "n[" + (at + kernel.fillAt(access) + 1) + "] * x" + access.indices();
  }

  /** Prints whether an access has an element: its bounds hold, and its index is one. */
  void printHolds(Access access, int at, String name, int error) {
    out.line("bool h" + name + " = " + isInside(access, at) + ";");
    if (access.isGathered()) {
      String size = "(uint64_t) n[" + (at + kernel.fillAt(access) + 2) + "]";
      String isOutside = "(uint64_t) x" + access.indices() + " >= " + size;
      out.open("if (h" + name + " && " + isOutside + ")");
      out.line("outside = " + error + ";");
      out.line("h" + name + " = false;");
      out.close();
    }
  }

  /**
   * Prints the read of a load's element, x and its number, or of those of a pack, p and its number.
   */
  void printLoad(int load) {
    Access access = kernel.loads().get(load);
    int at = kernel.loadAt(load);
    String type = DIALECT.elementType(access.dtype());
    String place = "((const " + type + " *) n[" + at + "])[" + element(at, "x" + load);
    place += (access.isGathered() ? " + " + moved(access, at) : "") + "]";
    if (access.isPacked()) {
      out.line("const pack<" + type + "> p" + load + " = pack_at(&" + place + ");");
      return;
    }
    if (access.bounds() == 0 && !access.isGathered()) {
      out.line("const " + type + " x" + load + " = " + place + ";");
      return;
    }
    printHolds(access, at, "x" + load, CudaStructure.OUTSIDE + load);
    Fragment fill = CudaPrinter.number(access.dtype(), at + kernel.fillAt(access));
    String other = DIALECT.store(access.dtype(), fill).text();
    out.line(
        "const " + type + " x" + load + " = hx" + load + " ? " + place + " : (" + type + ") ("
            + other + ");");
  }
}
