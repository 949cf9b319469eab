package dev.jacobian.compile;

import dev.jacobian.graph.TopologicalOrder;
import dev.jacobian.op.Random;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether two captures of a function, before any pass, are the same program: the same ops in
 * the same order on the same tensors with the same constants.
 */
final class GraphComparison {
  private final Graph before;
  private final Graph now;
  private final IdentityHashMap<Node, Integer> places = new IdentityHashMap<>();

  private GraphComparison(Graph before, Graph now) {
    this.before = before;
    this.now = now;
  }

  /** Returns what the first difference is, in words, or empty if the graphs are the same. */
  static Optional<String> difference(Graph before, Graph now) {
    return Optional.ofNullable(new GraphComparison(before, now).difference());
  }

  private @Nullable String difference() {
    List<Node> old = nodes(before);
    List<Node> fresh = nodes(now);
    int both = Math.min(old.size(), fresh.size());
    for (int i = 0; i < both; i++) {
      places.put(old.get(i), i);
      places.put(fresh.get(i), i);
      if (!isSame(old.get(i), fresh.get(i))) {
        return "'" + old.get(i).label() + "' became '" + fresh.get(i).label() + "'";
      }
    }
    if (old.size() != fresh.size()) {
      return old.size() + " ops, constants and tensors became " + fresh.size();
    }
    boolean isSame =
        same(before.outputs(), now.outputs())
            && sameWrites()
            && sameGradients()
            && sameChecks()
            && before.preamble().isSame(now.preamble());
    return isSame ? null : "results, checks or what is done beside the tensors are others";
  }

  /** Returns what is computed and what is written to, in the order of the capture. */
  private static List<Node> nodes(Graph graph) {
    List<Node> roots = graph.roots();
    graph.writes().forEach(write -> roots.add(write.target()));
    return TopologicalOrder.of(roots).stream().sorted(Comparator.comparingInt(Node::id)).toList();
  }

  private boolean isSame(Node one, Node other) {
    return one.spec().equals(other.spec())
        && one.backendOrNull() == other.backendOrNull()
        && isSame(one.source(), other.source())
        && same(one.operands(), other.operands());
  }

  private static boolean isSame(Source one, Source other) {
    if (one instanceof Source.State state && other instanceof Source.State otherState) {
      return state.tensor().isSame(otherState.tensor());
    }
    if (one instanceof Source.Drawn drawn && other instanceof Source.Drawn otherDrawn) {
      return drawn.slot() == otherDrawn.slot() && isSame(drawn.op(), otherDrawn.op());
    }
    return one.equals(other);
  }

  /** Compares draws without the positions, which each run asks for. */
  private static boolean isSame(Random one, Random other) {
    return one.spec().equals(other.spec())
        && one.distribution() == other.distribution()
        && one.device().equals(other.device());
  }

  private boolean same(List<Node> some, List<Node> others) {
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

  private boolean sameWrites() {
    return same(
            before.writes().stream().map(Graph.Write::target).toList(),
            now.writes().stream().map(Graph.Write::target).toList())
        && same(
            before.writes().stream().map(Graph.Write::value).toList(),
            now.writes().stream().map(Graph.Write::value).toList());
  }

  private boolean sameGradients() {
    List<Graph.GradientResult> some = before.gradients();
    List<Graph.GradientResult> others = now.gradients();
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      Graph.GradientResult one = some.get(i);
      Graph.GradientResult other = others.get(i);
      boolean isSame =
          one.leaf() == other.leaf()
              && Objects.equals(place(one.value()), place(other.value()))
              && (one.value() == null) == (other.value() == null);
      if (!isSame) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Integer place(@Nullable Node node) {
    return node == null ? null : places.get(node);
  }

  private boolean sameChecks() {
    List<Object> some = new ArrayList<>();
    List<Object> others = new ArrayList<>();
    before.checks().forEach(check -> some.add(check.check()));
    now.checks().forEach(check -> others.add(check.check()));
    return same(
            before.checks().stream().map(Graph.Check::value).toList(),
            now.checks().stream().map(Graph.Check::value).toList())
        && SameCode.of(some, others);
  }
}
