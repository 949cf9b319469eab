package dev.jacobian.graph;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.op.Binary;
import dev.jacobian.op.Concat;
import dev.jacobian.op.Pad;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sum of arrays with zeros around them that are zero where the others are not, as the gradients
 * of slices of one tensor are: they are put beside each other instead.
 */
final class PaddedParts {
  private PaddedParts() {}

  /** Returns what a sum of two nodes is without zeros, or null if it is no such sum. */
  static @Nullable Node joined(Rewriter rewriter, Node sum, List<Node> terms) {
    Set<Node> pads = new LinkedHashSet<>();
    for (Node term : terms) {
      if (!term.spec().equals(sum.spec()) || !collect(term, pads)) {
        return null;
      }
    }
    List<Node> parts = new ArrayList<>(pads);
    int axis = pad(parts.get(0)).axis();
    parts.sort(Comparator.comparingLong(part -> pad(part).start()));
    long end = 0;
    for (Node part : parts) {
      Pad pad = pad(part);
      if (pad.axis() != axis || pad.step() != 1 || pad.start() != end) {
        return null;
      }
      end += part.input(0).shape().dim(axis);
    }
    if (end != sum.shape().dim(axis)) {
      return null;
    }
    return rewriter.apply(
        sum, new Concat(axis), parts.stream().map(part -> part.input(0)).toList());
  }

  /** Adds the pads that a node is a sum of; returns whether it is one, of each pad once. */
  private static boolean collect(Node node, Set<Node> pads) {
    if (node.op() instanceof Pad) {
      return pads.add(node);
    }
    return Binary.is(node.op(), BinaryFunction.ADD)
        && node.operands().stream()
            .allMatch(term -> term.spec().equals(node.spec()) && collect(term, pads));
  }

  private static Pad pad(Node node) {
    return (Pad) Objects.requireNonNull(node.op());
  }
}
