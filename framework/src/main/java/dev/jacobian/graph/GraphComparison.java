package dev.jacobian.graph;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Finds the first difference of two graphs. */
final class GraphComparison {
  private final IdentityHashMap<Node, Integer> places = new IdentityHashMap<>();
  private final BiPredicate<Node, Node> samePlace = this::haveSamePlace;

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
        areAlike(before.inputs(), now.inputs(), (one, other) -> one.spec().equals(other.spec()))
            && areAlike(before.outputs(), now.outputs(), samePlace)
            && areAlike(
                before.writes(),
                now.writes(),
                (one, other) ->
                    haveSamePlace(one.target(), other.target())
                        && haveSamePlace(one.value(), other.value()))
            && areAlike(
                before.gradients(),
                now.gradients(),
                (one, other) ->
                    one.leaf().equals(other.leaf()) && haveSamePlace(one.value(), other.value()))
            && areAlike(
                before.checks(),
                now.checks(),
                (one, other) ->
                    one.id() == other.id() && haveSamePlace(one.value(), other.value()));
    return isSame
        ? null
        : "what is returned, written, left as a gradient or checked is another value";
  }

  private boolean isSame(Node one, Node other) {
    return one.spec().equals(other.spec())
        && Objects.equals(one.deviceOrNull(), other.deviceOrNull())
        && one.source().equals(other.source())
        && areAlike(one.operands(), other.operands(), samePlace);
  }

  private boolean haveSamePlace(@Nullable Node one, @Nullable Node other) {
    return Objects.equals(places.get(one), places.get(other));
  }

  private static <T> boolean areAlike(List<T> some, List<T> others, BiPredicate<T, T> alike) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!alike.test(some.get(i), others.get(i))) {
        return false;
      }
    }
    return true;
  }
}
