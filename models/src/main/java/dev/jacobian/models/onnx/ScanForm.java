package dev.jacobian.models.onnx;

import dev.jacobian.graph.Node;
import dev.jacobian.op.ScanOp;
import java.util.List;

/**
 * What running products and extremes become, of which ONNX has no operators: rounds, in each of
 * which an element takes in the one of as many before it (Hillis and Steele, 1986).
 */
final class ScanForm {
  private ScanForm() {}

  /**
   * Adds the rounds.
   *
   * @param operator of two elements
   * @param values of the result's type
   */
  static String add(String operator, ScanOp op, GraphTranslator to, Node node, String values) {
    to.requireFixed(node, op.axis());
    long size = node.shape().dim(op.axis());
    String axes = to.axes(List.of(op.axis()));
    String scanned = values;
    for (long width = 1; width < size; width *= 2) {
      String first = slice(to, node, scanned, 0, width, axes);
      String before = slice(to, node, scanned, 0, size - width, axes);
      String behind = slice(to, node, scanned, width, size, axes);
      String grown = to.node(operator, node, List.of(behind, before));
      scanned =
          to.node("Concat", node, List.of(first, grown), new Attribute.Int("axis", op.axis()));
    }
    return scanned;
  }

  private static String slice(
      GraphTranslator to, Node node, String values, long start, long end, String axes) {
    return to.node("Slice", node, List.of(values, to.whole(start), to.whole(end), axes));
  }
}
