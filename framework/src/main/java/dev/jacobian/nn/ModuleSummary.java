package dev.jacobian.nn;

import dev.jacobian.device.ByteSize;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes the table of a module's layers. */
final class ModuleSummary {
  private ModuleSummary() {}

  /** A line of the table. */
  private record Row(String name, String layer, String shapes, String count) {}

  static String of(Module root) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("Name", "Layer", "Shapes", "Parameters"));
    Set<Parameter> counted = Collections.newSetFromMap(new IdentityHashMap<>());
    root.namedModules()
        .forEach(
            (path, module) -> {
              Row row = row(path, module, counted);
              if (!path.isEmpty() || !row.shapes.isEmpty() || module.children().isEmpty()) {
                rows.add(row);
              }
            });
    int[] widths = new int[4];
    for (Row row : rows) {
      widths[0] = Math.max(widths[0], row.name.length());
      widths[1] = Math.max(widths[1], row.layer.length());
      widths[2] = Math.max(widths[2], row.shapes.length());
      widths[3] = Math.max(widths[3], row.count.length());
    }
    String rule = "-".repeat(widths[0] + widths[1] + widths[2] + widths[3] + 6);
    StringBuilder text =
        new StringBuilder(root.description()).append('\n').append(rule).append('\n');
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      text.append(pad(row.name, widths[0])).append("  ");
      text.append(pad(row.layer, widths[1])).append("  ");
      text.append(pad(row.shapes, widths[2])).append("  ");
      text.append(" ".repeat(widths[3] - row.count.length())).append(row.count).append('\n');
      if (i == 0) {
        text.append(rule).append('\n');
      }
    }
    return text.append(rule).append('\n').append(totals(root)).toString();
  }

  private static Row row(String path, Module module, Set<Parameter> counted) {
    long count = 0;
    for (Parameter parameter : module.ownParameters().values()) {
      count += counted.add(parameter) ? parameter.tensor().size() : 0;
    }
    List<String> shapes = new ArrayList<>();
    module
        .ownParameters()
        .forEach((name, parameter) -> shapes.add(name + " " + parameter.tensor().shape()));
    module
        .ownBuffers()
        .forEach((name, buffer) -> shapes.add(name + " " + buffer.shape() + " (buffer)"));
    String name = path.isEmpty() ? "(root)" : path;
    return new Row(name, module.description(), String.join(", ", shapes), number(count));
  }

  private static String totals(Module root) {
    List<Parameter> parameters = root.parameters();
    long trainable =
        parameters.stream().filter(Parameter::isTrainable).mapToLong(p -> p.tensor().size()).sum();
    long total = parameters.stream().mapToLong(p -> p.tensor().size()).sum();
    long bytes = parameters.stream().mapToLong(p -> spec(p.tensor()).byteSize()).sum();
    Map<String, Tensor> buffers = root.namedBuffers();
    String text =
        number(total)
            + " parameters, "
            + number(trainable)
            + " trainable, "
            + ByteSize.format(bytes)
            + "\n";
    if (buffers.isEmpty()) {
      return text;
    }
    long bufferBytes = buffers.values().stream().mapToLong(b -> spec(b).byteSize()).sum();
    return text + "buffers " + ByteSize.format(bufferBytes) + "\n";
  }

  private static TensorSpec spec(Tensor tensor) {
    return tensor.variable().spec();
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
