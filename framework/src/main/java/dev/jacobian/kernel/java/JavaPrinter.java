package dev.jacobian.kernel.java;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.FloatAngles;
import dev.jacobian.expr.FloatFunctions;
import dev.jacobian.expr.FloatLoops;
import dev.jacobian.expr.IntegerPower;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.print.Fragment;
import dev.jacobian.kernel.print.LoopKind;
import dev.jacobian.kernel.print.LoopPrinter;
import dev.jacobian.kernel.print.LoopSchedule;
import dev.jacobian.kernel.print.LoopScheduler;
import dev.jacobian.kernel.print.NumberedValue;
import dev.jacobian.kernel.print.Pass;
import dev.jacobian.kernel.print.Place;
import dev.jacobian.kernel.print.SourceWriter;
import dev.jacobian.kernel.print.Structure;
import dev.jacobian.shape.DType;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Prints a {@link LoopSchedule} as a Java class that is a {@link KernelBody}. Its constructor takes
 * the constants; scratch arrays follow the results in the array of results. Each loop but an only
 * one is a method of its own, since HotSpot compiles no large methods.
 */
final class JavaPrinter {
  /** The name of the printed class. */
  static final String CLASS = "Kernel";

  private static final JavaDialect DIALECT = new JavaDialect();

  /** Classes with static methods that the code may call. */
  static final List<Class<?>> LIBRARY =
      List.of(
          KernelMath.class,
          FloatAngles.class,
          FloatFunctions.class,
          FloatLoops.class,
          UnaryFunction.class,
          BinaryFunction.class,
          IntegerPower.class);

  private final LoopSchedule schedule;
  private final SourceWriter out = new SourceWriter();

  private JavaPrinter(LoopSchedule schedule) {
    this.schedule = schedule;
  }

  /** Returns the loops in which a structure is computed. */
  static LoopSchedule schedule(Structure structure) {
    return LoopScheduler.schedule(DIALECT, structure);
  }

  /** Returns the source of a class in the unnamed package. */
  static String print(LoopSchedule schedule) {
    JavaPrinter printer = new JavaPrinter(schedule);
    printer.printClass();
    return imports(printer.out.toString()) + printer.out;
  }

  private static String imports(String code) {
    SourceWriter imports = new SourceWriter();
    imports.line("import " + KernelBody.class.getName() + ";");
    for (Class<?> type : LIBRARY) {
      if (code.contains(type.getSimpleName() + ".")) {
        imports.line("import " + type.getName() + ";");
      }
    }
    imports.line("");
    return imports.toString();
  }

  private void printClass() {
    out.open("public final class " + CLASS + " implements " + KernelBody.class.getSimpleName());
    out.line("private final double[] constants;");
    out.line("");
    out.open("public " + CLASS + "(double[] constants)");
    out.line("this.constants = constants;");
    out.close();
    out.line("");
    out.open(
        "public void compute(Object[] inputs, double[] parameters, Object[] results, int count)");
    List<Pass> passes = schedule.passes();
    if (passes.size() == 1) {
      printLoop(passes.get(0));
      out.close();
    } else {
      for (int i = 0; i < passes.size(); i++) {
        out.line("loop" + i + "(inputs, parameters, results, count);");
      }
      out.close();
      for (int i = 0; i < passes.size(); i++) {
        out.line("");
        out.open(
            "private void loop"
                + i
                + "(Object[] inputs, double[] parameters, Object[] results, int count)");
        printLoop(passes.get(i));
        out.close();
      }
    }
    out.close();
  }

  private void printLoop(Pass pass) {
    SortedMap<Place, DType> arrays = new TreeMap<>();
    Stream.concat(pass.reads().stream(), pass.writes().stream())
        .forEach(access -> arrays.put(access.place(), dtype(access.value())));
    arrays.forEach(this::printArray);
    SortedSet<Integer> operands = new TreeSet<>(pass.values());
    for (int number : pass.values()) {
      operands.addAll(schedule.structure().value(number).operands());
    }
    operands.forEach(this::printNumber);
    if (pass.kind() == LoopKind.LIBRARY) {
      printCall(pass);
      return;
    }
    String index = LoopPrinter.INDEX;
    out.open("for (int " + index + " = 0; " + index + " < count; " + index + "++)");
    LoopPrinter.statements(DIALECT, schedule.structure(), pass).forEach(out::line);
    out.close();
  }

  private void printCall(Pass pass) {
    NumberedValue.Unary value =
        (NumberedValue.Unary) schedule.structure().value(pass.values().get(0));
    String input = LoopPrinter.array(pass.reads().get(0).place());
    String output = LoopPrinter.array(pass.writes().get(0).place());
    out.line(DIALECT.libraryCall(value.function(), input, output, "count"));
    for (Pass.Access copy : pass.writes().subList(1, pass.writes().size())) {
      String target = LoopPrinter.array(copy.place());
      out.line("System.arraycopy(" + output + ", 0, " + target + ", 0, count);");
    }
  }

  private DType dtype(int number) {
    return schedule.structure().value(number).dtype();
  }

  private void printArray(Place place, DType dtype) {
    String type = DIALECT.elementType(dtype) + "[]";
    String source =
        switch (place.role()) {
          case INPUT -> "inputs[" + place.index() + "]";
          case RESULT -> "results[" + place.index() + "]";
          case SCRATCH ->
              "results[" + (schedule.structure().results().size() + place.index()) + "]";
        };
    out.line(type + " " + LoopPrinter.array(place) + " = (" + type + ") " + source + ";");
  }

  private void printNumber(int number) {
    NumberedValue value = schedule.structure().value(number);
    if (value instanceof NumberedValue.Constant constant) {
      String source = "constants[" + constant.slot() + "]";
      printVariable(LoopPrinter.variable(constant), constant.dtype(), source);
    } else if (value instanceof NumberedValue.Parameter parameter) {
      String source = "parameters[" + parameter.index() + "]";
      printVariable(LoopPrinter.variable(parameter), parameter.dtype(), source);
    }
  }

  private void printVariable(String name, DType dtype, String source) {
    Fragment number = DIALECT.number(dtype, Fragment.primary("double", source));
    out.line(number.type() + " " + name + " = " + number.text() + ";");
  }
}
