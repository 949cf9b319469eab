package dev.jacobian.graph;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the first difference of two graphs. */
final class GraphComparison {
  private final IdentityHashMap<Node, Integer> places = new IdentityHashMap<>();

  private GraphComparison() {}

  static Optional<String> difference(Graph before, Graph now) {
    return Optional.ofNullable(new GraphComparison().found(before, now));
  }

  private @Nullable String found(Graph before, Graph now) {
    List<Node> old = before.nodesAndTargets();
    List<Node> fresh = now.nodesAndTargets();
    int both = Math.min(old.size(), fresh.size());
    for (int i = 0; i < both; i++) {
      places.put(old.get(i), i);
      places.put(fresh.get(i), i);
      if (!isSame(old.get(i), fresh.get(i))) {
        return "'" + old.get(i) + "' became '" + fresh.get(i) + "'";
      }
    }
    if (old.size() != fresh.size()) {
      return old.size() + " ops, constants and tensors became " + fresh.size();
    }
    boolean isSame =
        before.inputs().stream()
                .map(Node::spec)
                .toList()
                .equals(now.inputs().stream().map(Node::spec).toList())
            && haveSamePlaces(before.outputs(), now.outputs())
            && written(before).equals(written(now))
            && left(before).equals(left(now))
            && checked(before).equals(checked(now));
    return isSame
        ? null
        : "what is returned, written, left as a gradient or checked is another value";
  }

  private boolean isSame(Node one, Node other) {
    return one.spec().equals(other.spec())
        && Objects.equals(one.deviceOrNull(), other.deviceOrNull())
        && one.source().equals(other.source())
        && haveSamePlaces(one.operands(), other.operands());
  }

  private boolean haveSamePlaces(List<Node> some, List<Node> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!Objects.equals(places.get(some.get(i)), places.get(others.get(i)))) {
        return false;
      }
    }
    return true;
  }

  private List<Integer> places(List<Node> nodes) {
    return nodes.stream().map(places::get).toList();
  }

  private List<List<Integer>> written(Graph graph) {
    return graph.writes().stream().map(w -> places(List.of(w.target(), w.value()))).toList();
  }

  private List<List<Object>> left(Graph graph) {
    return graph.gradients().stream()
        .map(g -> List.<Object>of(g.leaf(), places(values(g))))
        .toList();
  }

  private static List<Node> values(Graph.Gradient gradient) {
    return gradient.value() == null ? List.of() : List.of(gradient.value());
  }

  private List<List<Object>> checked(Graph graph) {
    return graph.checks().stream()
        .map(c -> List.<Object>of(c.id(), places(List.of(c.value()))))
        .toList();
  }
}
