package dev.jacobian.kernel.java;

import dev.jacobian.kernel.print.Fragment;
import dev.jacobian.kernel.print.SourceWriter;
import dev.jacobian.shape.DType;
import java.util.List;
import java.util.stream.IntStream;

/** Prints the loops of a reduction as a Java class that is a {@link FoldBody}. */
final class FoldPrinter {
  /** The name of the printed class. */
  static final String CLASS = "Fold";

  private static final JavaDialect DIALECT = new JavaDialect();

  private final FoldForm form;
  private final DType element;
  private final DType total;
  private final SourceWriter out = new SourceWriter();

  private FoldPrinter(FoldForm form) {
    this.form = form;
    this.element = form.element();
    this.total = form.total();
  }

  /** Returns the source of a class in the unnamed package. */
  static String print(FoldForm form) {
    FoldPrinter printer = new FoldPrinter(form);
    printer.printClass();
    return printer.out.toString();
  }

  private void printClass() {
    out.line("import " + FoldBody.class.getName() + ";");
    out.line("");
    out.open("public final class " + CLASS + " implements " + FoldBody.class.getSimpleName());
    printCombine();
    printRuns("foldRuns", false);
    printRuns("addRuns", true);
    printFold("fold", form.strands());
    if (form.strands() > 1) {
      printFold("foldFew", 1);
    }
    printAddRows();
    printScans();
    out.close();
  }

  private static String type(DType dtype) {
    return DIALECT.variableType(dtype);
  }

  private Fragment x(String index) {
    return Fragment.element(type(element), "x", index);
  }

  private Fragment total(String index) {
    return Fragment.element(type(total), "t", index);
  }

  private Fragment combined(DType dtype, Fragment left, Fragment right) {
    String type = type(dtype);
    return DIALECT.binary(form.reduction().function(), dtype, left.cast(type), right.cast(type));
  }

  /** Returns a power of two of values combined by twos. */
  private Fragment combined(DType dtype, List<Fragment> values) {
    int half = values.size() / 2;
    return half == 0
        ? values.get(0)
        : combined(
            dtype,
            combined(dtype, values.subList(0, half)),
            combined(dtype, values.subList(half, values.size())));
  }

  /**
   * Returns strands combined by halves, the first half's with the second half's, as vectors are.
   */
  private Fragment joined(List<Fragment> strands) {
    List<Fragment> left = strands;
    while (left.size() > 1) {
      List<Fragment> all = left;
      int half = all.size() / 2;
      left =
          IntStream.range(0, half)
              .mapToObj(k -> combined(form.strand(), all.get(k), all.get(half + k)))
              .toList();
    }
    return left.get(0);
  }

  private void assign(Fragment target, Fragment value) {
    out.line(target.text() + " = " + value.cast(target.type()).text() + ";");
  }

  private void add(Fragment total, Fragment value) {
    assign(
        total, combined(total.type().equals(type(element)) ? element : this.total, total, value));
  }

  /** Opens one of the interface's methods, of whose parameters the elements are the first. */
  private void open(String name, String parameters) {
    out.open("public void " + name + "(Object elements, " + parameters + ")");
    printArray("x", element, "elements");
    if (parameters.contains("totals")) {
      printArray("t", total, "totals");
    }
  }

  private void printArray(String name, DType dtype, String object) {
    String type = type(dtype) + "[]";
    out.line(type + " " + name + " = (" + type + ") " + object + ";");
  }

  /** Closes a method. */
  private void close() {
    out.close();
    out.line("");
  }

  private void printCombine() {
    open("combine", "Object others, int count");
    printArray("y", element, "others");
    out.open("for (int i = 0; i < count; i++)");
    add(x("i"), Fragment.element(type(element), "y", "i"));
    out.close();
    close();
  }

  private void printRuns(String name, boolean isAdded) {
    open(name, "int from, int length, int runs, Object totals, int at");
    out.open("for (int run = 0; run < runs; run++)");
    out.line("int first = from + run * length;");
    String run = "(x, first, first + length)";
    String folded =
        form.strands() == 1
            ? "fold" + run
            : "length < " + form.few() + " ? foldFew" + run + " : fold" + run;
    out.line(type(form.strand()) + " s = " + folded + ";");
    Fragment value = Fragment.primary(type(form.strand()), "s");
    if (isAdded) {
      add(total("at + run"), value);
    } else {
      assign(total("at + run"), value);
    }
    out.close();
    close();
  }

  private void printFold(String name, int strands) {
    String type = type(form.strand());
    boolean isExtreme = form.reduction().isExtreme();
    out.open("private static " + type + " " + name + "(" + type(element) + "[] x, int i, int end)");
    Fragment first =
        isExtreme ? x("i") : Fragment.primary("double", form.reduction().neutral() + "").cast(type);
    List<Fragment> sums =
        IntStream.range(0, strands).mapToObj(k -> Fragment.primary(type, "s" + k)).toList();
    sums.forEach(sum -> out.line(type + " " + sum.text() + " = " + first.text() + ";"));
    if (isExtreme) {
      out.line("i++;");
    }
    if (form.term() > 1) {
      printTerms(sums);
    } else if (strands > 1) {
      printStrands(sums, "end", 1);
    }
    out.open("for (; i < end; i++)");
    add(sums.get(0), x("i"));
    out.close();
    out.line("return " + joined(sums).text() + ";");
    close();
  }

  /** Prints the sums of terms, whose elements are as far apart as there are terms. */
  private void printTerms(List<Fragment> sums) {
    out.line("int terms = (end - i) / " + form.term() + ";");
    out.line("int last = i + terms;");
    if (sums.size() > 1) {
      printStrands(sums, "last", form.term());
    }
    printStrands(sums.subList(0, 1), "last", form.term());
    out.line("i += " + (form.term() - 1) + " * terms;");
  }

  private void printStrands(List<Fragment> sums, String end, int term) {
    int step = sums.size();
    out.open("for (; i <= " + end + " - " + step + "; i += " + step + ")");
    for (int k = 0; k < step; k++) {
      String index = k == 0 ? "i" : "i + " + k;
      List<Fragment> elements =
          IntStream.range(0, term)
              .mapToObj(n -> x(n == 0 ? index : index + " + " + n + " * terms"))
              .toList();
      add(sums.get(k), combined(element, elements));
    }
    out.close();
  }

  private void printAddRows() {
    open("addRows", "int from, int rows, int width, Object totals, int column");
    // Arrays that begin at index 0 are what HotSpot makes vector instructions of.
    out.open("if (from == 0 && rows == 1 && column == 0)");
    out.open("for (int i = 0; i < width; i++)");
    add(total("i"), x("i"));
    out.close();
    out.line("return;");
    out.close();
    out.line("int row = 0;");
    if (form.term() > 1) {
      printRows(form.term());
    }
    printRows(1);
    close();
  }

  private void printRows(int rows) {
    out.open("for (; row <= rows - " + rows + "; row += " + rows + ")");
    out.line("int r0 = from + row * width;");
    for (int k = 1; k < rows; k++) {
      out.line("int r" + k + " = r" + (k - 1) + " + width;");
    }
    out.open("for (int i = 0; i < width; i++)");
    List<Fragment> column = IntStream.range(0, rows).mapToObj(k -> x("r" + k + " + i")).toList();
    add(total("column + i"), combined(element, column));
    out.close();
    out.close();
  }

  private void printScans() {
    String wide = type(total);
    open("scanRun", "int from, int step, int count, Object totals");
    out.line(wide + " s = t[0];");
    out.open("for (int n = 0, i = from; n < count; n++, i += step)");
    add(Fragment.primary(wide, "s"), x("i"));
    assign(x("i"), Fragment.primary(wide, "s"));
    out.close();
    out.line("t[0] = s;");
    close();
    open("scanRow", "int count, Object totals");
    out.open("for (int i = 0; i < count; i++)");
    add(total("i"), x("i"));
    assign(x("i"), total("i"));
    out.close();
    out.close();
  }
}
