package dev.jacobian.kernel;

import dev.jacobian.expr.Expr;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Prints kernels to be read: loads are x0, x1 ..., values used twice v0, v1 ..., outputs y0 ....
 */
final class KernelPrinter {
  private final IdentityHashMap<Expr, Integer> uses = new IdentityHashMap<>();
  private final IdentityHashMap<Expr, String> names = new IdentityHashMap<>();
  private final List<String> lines = new ArrayList<>();

  private KernelPrinter() {}

  static String print(Kernel kernel) {
    KernelPrinter printer = new KernelPrinter();
    printer.lines.add("kernel " + kernel.space());
    for (int i = 0; i < kernel.loads().size(); i++) {
      printer.lines.add("x" + i + " = " + kernel.loads().get(i));
    }
    kernel.outputs().forEach(output -> printer.count(output.value()));
    for (int i = 0; i < kernel.outputs().size(); i++) {
      printer.lines.add(printer.output(kernel, i));
    }
    return String.join("\n  ", printer.lines);
  }

  private String output(Kernel kernel, int index) {
    String value = text(kernel.outputs().get(index).value());
    String name = "y" + index;
    Store store = kernel.outputs().get(index).store();
    if (store instanceof Store.Map map) {
      return name
          + (map.map().isRowMajor(kernel.space()) ? "" : " at " + map.map())
          + " = "
          + value;
    }
    if (store instanceof Store.Reduce reduce) {
      return name + " = " + name(reduce.reduction()) + " over " + reduce.axes() + " of " + value;
    }
    if (store instanceof Store.Scan scan) {
      String direction = scan.isReverse() ? " backwards along " : " along ";
      return name + " = " + name(scan.reduction()) + direction + scan.axis() + " of " + value;
    }
    if (store instanceof Store.ArgMax search) {
      return name + " = argmax along " + search.axis() + " of " + value;
    }
    Store.ScatterAdd scatter = (Store.ScatterAdd) store;
    return name + " at " + scatter.map() + " " + scatter.gather() + " += " + value;
  }

  private void count(Expr expression) {
    if (uses.merge(expression, 1, Integer::sum) == 1) {
      expression.operands().forEach(this::count);
    }
  }

  private String text(Expr expression) {
    String known = names.get(expression);
    if (known != null) {
      return known;
    }
    String text = written(expression);
    if (uses.getOrDefault(expression, 0) > 1 && !expression.operands().isEmpty()) {
      String name = "v" + names.size();
      names.put(expression, name);
      lines.add(name + " = " + text);
      return name;
    }
    return text;
  }

  private String written(Expr expression) {
    if (expression instanceof Expr.Input input) {
      return "x" + input.index();
    }
    if (expression instanceof Expr.Reduced reduced) {
      return "y" + reduced.output();
    }
    if (expression instanceof Expr.Constant constant) {
      return number(constant.value());
    }
    if (expression instanceof Expr.Parameter parameter) {
      return "p" + parameter.index();
    }
    String operands =
        expression.operands().stream().map(this::text).collect(Collectors.joining(", "));
    return name(expression) + "(" + operands + ")";
  }

  private static String name(Expr expression) {
    if (expression instanceof Expr.Unary unary) {
      return name(unary.function());
    }
    if (expression instanceof Expr.Binary binary) {
      return name(binary.function());
    }
    return expression instanceof Expr.Convert convert ? convert.dtype().toString() : "select";
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static String number(double value) {
    return value == (long) value && 1 / value != Double.NEGATIVE_INFINITY
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
