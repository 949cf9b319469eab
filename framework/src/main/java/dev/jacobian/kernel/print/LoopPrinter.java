package dev.jacobian.kernel.print;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints the body of a {@link Pass} as statements in C's syntax: values that are used several times
 * become variables, others stand where they are used; arrays are written last.
 */
public final class LoopPrinter {
  /** The variable that counts the elements. */
  public static final String INDEX = "i";

  /** An expression of more characters becomes a variable, so that lines stay readable. */
  private static final int LONGEST_TEXT = 60;

  private final Dialect dialect;
  private final Structure structure;
  private final Pass pass;
  private final int[] uses;
  private final Map<Integer, Fragment> fragments;
  private final List<String> statements = new ArrayList<>();
  private int variables;

  private LoopPrinter(
      Dialect dialect, Structure structure, Pass pass, Map<Integer, Fragment> given) {
    this.dialect = dialect;
    this.structure = structure;
    this.pass = pass;
    this.fragments = new HashMap<>(given);
    this.uses = new int[structure.values().size()];
  }

  /** Returns the statements that compute element {@link #INDEX}. */
  public static List<String> statements(Dialect dialect, Structure structure, Pass pass) {
    return statements(dialect, structure, pass, Map.of());
  }

  /**
   * Returns the statements that compute element {@link #INDEX}.
   *
   * @param given what is computed before the loop, by the numbers of the values
   */
  public static List<String> statements(
      Dialect dialect, Structure structure, Pass pass, Map<Integer, Fragment> given) {
    LoopPrinter printer = new LoopPrinter(dialect, structure, pass, given);
    printer.print();
    return printer.statements;
  }

  /**
   * Returns a value that is the same for all elements.
   *
   * @param given the values that it is computed from, by their numbers
   */
  public static Fragment value(
      Dialect dialect, Structure structure, int number, Map<Integer, Fragment> given) {
    Pass nothing = new Pass(LoopKind.MIXED, List.of(), List.of(), List.of());
    return new LoopPrinter(dialect, structure, nothing, given).computed(structure.value(number));
  }

  /** Returns the variable that holds an array. */
  public static String array(Place place) {
    return switch (place.role()) {
          case INPUT -> "x";
          case RESULT -> "y";
          case SCRATCH -> "s";
        }
        + place.index();
  }

  /** Returns the variable that holds a constant. */
  public static String variable(NumberedValue.Constant constant) {
    return "c" + constant.slot();
  }

  /** Returns the variable that holds a parameter; it may be used in several types. */
  public static String variable(NumberedValue.Parameter parameter) {
    return "p" + parameter.index() + "_" + parameter.dtype();
  }

  private void print() {
    countUses();
    // What is read has to be read before the first array is written, which may be the one.
    boolean isReadFirst = dialect.writesOverInputs() && pass.writes().size() > 1;
    for (Pass.Access read : pass.reads()) {
      NumberedValue value = structure.value(read.value());
      define(read.value(), dialect.load(value.dtype(), element(read)), isReadFirst);
    }
    for (int number : pass.values()) {
      if (!structure.value(number).isLeaf()) {
        define(number, computed(structure.value(number)), false);
      }
    }
    for (Pass.Access write : pass.writes()) {
      Fragment value = fragment(write.value());
      Fragment stored = dialect.store(structure.value(write.value()).dtype(), value);
      statements.add(element(write).text() + " = " + stored.text() + ";");
    }
  }

  private void countUses() {
    for (int number : pass.values()) {
      structure.value(number).operands().forEach(operand -> uses[operand]++);
    }
    pass.writes().forEach(write -> uses[write.value()]++);
  }

  private void define(int number, Fragment fragment, boolean isVariable) {
    boolean isInline = !isVariable && uses[number] == 1 && fragment.text().length() <= LONGEST_TEXT;
    if (isInline) {
      fragments.put(number, fragment);
    } else {
      String name = "v" + variables++;
      statements.add(fragment.type() + " " + name + " = " + fragment.text() + ";");
      fragments.put(number, Fragment.primary(fragment.type(), name));
    }
  }

  private Fragment element(Pass.Access access) {
    String type = dialect.elementType(structure.value(access.value()).dtype());
    return Fragment.element(type, array(access.place()), INDEX);
  }

  private Fragment computed(NumberedValue value) {
    if (value instanceof NumberedValue.Unary unary) {
      return dialect.unary(unary.function(), unary.dtype(), fragment(unary.operand()));
    }
    if (value instanceof NumberedValue.Binary binary) {
      return dialect.binary(
          binary.function(),
          structure.value(binary.left()).dtype(),
          fragment(binary.left()),
          fragment(binary.right()));
    }
    if (value instanceof NumberedValue.Select select) {
      return dialect.select(
          select.dtype(),
          fragment(select.condition()),
          fragment(select.whenTrue()),
          fragment(select.whenFalse()));
    }
    NumberedValue.Convert convert = (NumberedValue.Convert) value;
    return dialect.convert(
        structure.value(convert.operand()).dtype(), convert.dtype(), fragment(convert.operand()));
  }

  private Fragment fragment(int number) {
    NumberedValue value = structure.value(number);
    if (value instanceof NumberedValue.Constant constant) {
      return Fragment.primary(dialect.variableType(constant.dtype()), variable(constant));
    }
    if (value instanceof NumberedValue.Parameter parameter) {
      return Fragment.primary(dialect.variableType(parameter.dtype()), variable(parameter));
    }
    Fragment fragment = fragments.get(number);
    if (fragment == null) {
      throw new IllegalStateException("value " + number + " is used before it is computed");
    }
    return fragment;
  }
}
