package dev.jacobian.graph;

import dev.jacobian.device.Device;
import dev.jacobian.op.Cast;
import dev.jacobian.op.Op;
import dev.jacobian.shape.TensorSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the nodes of a simplified graph; equal ones once. */
final class Rewriter {
  private final Map<Key, Node> made = new HashMap<>();

  /** What two nodes that hold the same values have in common. */
  private record Key(
      Source source, List<Integer> inputs, TensorSpec spec, @Nullable Device device) {}

  private Node node(
      int id, Source source, List<Node> inputs, TensorSpec spec, @Nullable Device device) {
    Key key = new Key(source, inputs.stream().map(Node::id).toList(), spec, device);
    return made.computeIfAbsent(key, k -> new Node(id, source, inputs, spec, device));
  }

  /** Returns the result of an op in the place of another node. */
  Node apply(Node place, Op op, List<Node> inputs) {
    return node(place.id(), new Source.Applied(op), inputs, place.spec(), place.deviceOrNull());
  }

  /** Returns a constant in the place of another node. */
  Node constant(Node place, double value) {
    double rounded = ConstantFolding.rounded(value, place.spec().dtype());
    Source source = new Source.Constant(rounded);
    return node(place.id(), source, List.of(), place.spec(), place.deviceOrNull());
  }

  /** Returns a node that has memory: a constant is stored for what is no kernel of ours. */
  Node inMemory(Node node) {
    return node.constant() == null
        ? node
        : node(
            node.id() + 1,
            new Source.Applied(new Cast(node.spec().dtype())),
            List.of(node),
            node.spec(),
            node.deviceOrNull());
  }
}
