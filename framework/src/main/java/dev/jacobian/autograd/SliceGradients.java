package dev.jacobian.autograd;

import dev.jacobian.op.Concat;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Slice;
import dev.jacobian.op.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The gradients of slices of one tensor. Those of slices that divide it are put beside each other,
 * in one pass; else each is put between zeros, and these are added up.
 */
final class SliceGradients {
  private final List<Part> parts = new ArrayList<>();

  private record Part(OpNode node, Slice slice, Value gradient) {}

  /** Returns whether a node's gradient can be kept here until it is asked for. */
  static boolean take(OpNode node) {
    return node.op() instanceof Slice slice && slice.step() == 1;
  }

  /** Adds the gradient of a slice. */
  void add(OpNode node, Value gradient) {
    parts.add(new Part(node, (Slice) node.op(), gradient));
  }

  /** Returns the gradient of the tensor as far as it comes from the slices. */
  Value sum(OpBuilder builder) {
    List<Part> sorted = new ArrayList<>(parts);
    sorted.sort(
        Comparator.comparingLong((Part part) -> part.slice.start())
            .thenComparingLong(part -> part.slice.length()));
    if (sorted.size() > 1 && divide(sorted)) {
      Value[] gradients = sorted.stream().map(Part::gradient).toArray(Value[]::new);
      return builder.apply(new Concat(sorted.get(0).slice.axis()), gradients);
    }
    Value sum = padded(builder, parts.get(0));
    for (Part part : parts.subList(1, parts.size())) {
      sum = builder.add(sum, padded(builder, part));
    }
    return sum;
  }

  private static Value padded(OpBuilder builder, Part part) {
    return part.node.gradients(builder, part.gradient).apply(0);
  }

  private static boolean divide(List<Part> sorted) {
    int axis = sorted.get(0).slice.axis();
    long end = 0;
    for (Part part : sorted) {
      if (part.slice.axis() != axis || part.slice.start() != end) {
        return false;
      }
      end += part.slice.length();
    }
    return end == sorted.get(0).node.inputSpec(0).shape().dim(axis);
  }
}
