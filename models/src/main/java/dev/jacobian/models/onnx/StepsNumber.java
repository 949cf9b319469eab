package dev.jacobian.models.onnx;

import dev.jacobian.graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * A constant that changes with the steps of sequences, such as what a mean over them divides by:
 * {@code factor * steps + more}, or 1 over that.
 */
record StepsNumber(double factor, double more, boolean isInverse) {
  /** Rounding of a quotient, with room. */
  private static final double SAME = 1e-6;

  /** Returns how a constant is made of the steps, or null if it is not, or is no constant. */
  static @Nullable StepsNumber of(Node node, Node twin, TwinGraph graph) {
    Double few = node.constant();
    Double more = twin.constant();
    if (!graph.hasSteps() || few == null || more == null || few.equals(more)) {
      return null;
    }
    StepsNumber multiple = multiple(few, more, graph, false);
    multiple = multiple == null ? multiple(1 / few, 1 / more, graph, true) : multiple;
    StepsNumber whole = multiple == null ? whole(few, more, graph, false) : multiple;
    return whole == null ? whole(1 / few, 1 / more, graph, true) : whole;
  }

  private static @Nullable StepsNumber multiple(
      double few, double more, TwinGraph graph, boolean isInverse) {
    double factor = few / graph.few();
    return isNear(factor, more / graph.more()) ? new StepsNumber(factor, 0, isInverse) : null;
  }

  /** Two numbers lie on some line; so it has to be one of whole numbers. */
  private static @Nullable StepsNumber whole(
      double few, double more, TwinGraph graph, boolean isInverse) {
    double factor = Math.rint((more - few) / (graph.more() - graph.few()));
    double added = Math.rint(few) - factor * graph.few();
    boolean fits =
        factor != 0 && isNear(Math.rint(few), few) && isNear(factor * graph.more() + added, more);
    return fits ? new StepsNumber(factor, added, isInverse) : null;
  }

  private static boolean isNear(double a, double b) {
    return Math.abs(a - b) <= SAME * Math.abs(a);
  }
}
