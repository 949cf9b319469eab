package dev.jacobian.tensor;

import dev.jacobian.autograd.Variable;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a tensor as PyTorch does: nested brackets with aligned columns, then what is not the
 * default: device, dtype, and whether it requires a gradient.
 */
final class TensorPrinter {
  private static final String OPENING = "tensor(";
  private static final int LINE_WIDTH = 80;
  private static final int INDENT = OPENING.length();

  private final Shape shape;
  private final Excerpt excerpt;
  private final ElementFormat format;
  private int next;

  private TensorPrinter(Variable variable) {
    this.shape = variable.shape();
    this.excerpt = Excerpt.of(variable);
    this.format = new ElementFormat(excerpt.array());
  }

  /** Returns the text of a tensor; of one without values at hand, what is known of it. */
  static String print(Tensor tensor) {
    if (!(tensor.value() instanceof Variable variable)) {
      return OPENING + "captured " + tensor.value().spec() + ")";
    }
    if (!variable.storage().isReleased()) {
      try {
        String elements =
            variable.shape().size() == 0 ? "[]" : new TensorPrinter(variable).block(0, INDENT);
        return withSuffixes(OPENING + elements, suffixes(variable));
      } catch (MemoryException e) {
        // Another thread may have released it meanwhile.
        if (!variable.storage().isReleased()) {
          throw e;
        }
      }
    }
    return OPENING + "released " + variable.spec() + ")";
  }

  /**
   * Writes the part of the tensor that has the axes from {@code axis} on, taking elements in order.
   */
  private String block(int axis, int indent) {
    if (axis == shape.rank()) {
      return format.format(next++);
    }
    boolean last = axis == shape.rank() - 1;
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < excerpt.shape().dim(axis); i++) {
      if (i == Excerpt.EDGE && excerpt.shape().dim(axis) < shape.dim(axis)) {
        parts.add(last ? " ..." : "...");
      }
      parts.add(block(axis + 1, indent + 1));
    }
    String margin = " ".repeat(indent + 1);
    String text =
        last
            ? lines(parts, indent, margin)
            : String.join("," + "\n".repeat(shape.rank() - 1 - axis) + margin, parts);
    return "[" + text + "]";
  }

  private String lines(List<String> elements, int indent, String margin) {
    int perLine = Math.max(1, (LINE_WIDTH - indent) / (format.width() + 2));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < elements.size(); i += perLine) {
      lines.add(String.join(", ", elements.subList(i, Math.min(i + perLine, elements.size()))));
    }
    return String.join(",\n" + margin, lines);
  }

  private static List<String> suffixes(Variable variable) {
    List<String> suffixes = new ArrayList<>();
    DType dtype = variable.dtype();
    boolean empty = variable.shape().size() == 0;
    if (variable.device().isCuda()) {
      suffixes.add("device='" + variable.device() + "'");
    }
    if (empty && variable.shape().rank() != 1) {
      suffixes.add(
          Arrays.stream(variable.shape().dims())
              .mapToObj(Long::toString)
              .collect(Collectors.joining(", ", "size=(", ")")));
    }
    boolean plain =
        dtype == DType.FLOAT32 || (!empty && (dtype == DType.INT64 || dtype == DType.BOOL));
    if (!plain) {
      suffixes.add("dtype=" + dtype);
    }
    if (!variable.isLeaf()) {
      suffixes.add("grad_fn=<" + variable.producer() + ">");
    } else if (variable.requiresGrad()) {
      suffixes.add("requires_grad=True");
    }
    return suffixes;
  }

  private static String withSuffixes(String start, List<String> suffixes) {
    StringBuilder text = new StringBuilder(start);
    int column = start.length() - start.lastIndexOf('\n') + 1;
    for (String suffix : suffixes) {
      if (column + suffix.length() + 2 > LINE_WIDTH) {
        text.append(",\n").append(" ".repeat(INDENT)).append(suffix);
        column = INDENT + suffix.length();
      } else {
        text.append(", ").append(suffix);
        column += suffix.length() + 2;
      }
    }
    return text.append(')').toString();
  }
}
