package dev.jacobian.fusion;

import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets groups compute anew what they would read of another group, where they have all that it is
 * made of, or where one array that they read instead of several is enough. So a step does not keep
 * what a forward pass computes on the way to an activation until the gradient asks for it: of
 * GELU's arrays its input and its result stay.
 *
 * <p>A value that is read no more need not be stored. One that still is, since others read it, is
 * read once less. What is stored or kept for longer instead is one array for two or more that
 * vanish, so memory never grows.
 *
 * <p>Source: Chen et al., "Training Deep Nets with Sublinear Memory Cost" (2016). {@code
 * torch.compile} does so where it divides forward and backward pass ({@code
 * min_cut_rematerialization_partition}).
 */
final class Rematerialization {
  /** Of so many positions one element of a small value comes, or fewer. */
  private static final long SMALL = 16;

  private final IdentityHashMap<Node, Group> groupOf;

  /** How many groups and units read a value; one that leaves the program is read there too. */
  private final IdentityHashMap<Node, Integer> readers = new IdentityHashMap<>();

  /** What a step replaces, and whose old values it should not need for longer than it does. */
  private final Set<Node> replaced = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Begins.
   *
   * @param groups all groups
   * @param groupOf the group of each node that one computes
   * @param units all that computes nodes and is no group
   */
  Rematerialization(
      Graph graph,
      Collection<Group> groups,
      IdentityHashMap<Node, Group> groupOf,
      Collection<Unit> units) {
    this.groupOf = groupOf;
    graph.writes().forEach(write -> replaced.add(write.target().root()));
    graph.roots().forEach(root -> count(root, 1));
    groups.forEach(group -> group.inputs().forEach(input -> count(input, 1)));
    units.forEach(unit -> unit.reads().forEach(input -> count(input, 1)));
  }

  private void count(Node read, int more) {
    readers.merge(read.root(), more, Integer::sum);
  }

  private boolean isReadOnce(Node node) {
    return readers.getOrDefault(node, 0) == 1;
  }

  /** Lets a group compute what it can anew. */
  void run(Group reader) {
    if (!reader.isLarge()) {
      return;
    }
    List<Node> inputs = new ArrayList<>(reader.inputs());
    inputs.sort(Comparator.comparingInt(Node::id).reversed());
    for (Node input : inputs) {
      Group maker = maker(input, reader);
      Set<Node> computed = new LinkedHashSet<>();
      if (maker != null && new Walk(maker, reader, null, replaced).adds(input, computed)) {
        compute(computed, reader);
      }
    }
    inputs.stream()
        .map(input -> maker(input, reader))
        .distinct()
        .forEach(maker -> replaceSeveral(maker, reader));
  }

  /** Returns the group that computes an input position by position, or null if there is none. */
  private @Nullable Group maker(Node input, Group reader) {
    Group maker = groupOf.get(input);
    return maker != null && maker != reader && maker.hasSpaceOf(reader) ? maker : null;
  }

  private void compute(Set<Node> computed, Group reader) {
    if (reader.hasRoomFor(computed)) {
      reader.inputs().forEach(input -> count(input, -1));
      reader.computeAnew(computed);
      reader.inputs().forEach(input -> count(input, 1));
    }
  }

  /** Lets a group read one array instead of several that a maker would store for it alone. */
  private void replaceSeveral(@Nullable Group maker, Group reader) {
    if (maker == null) {
      return;
    }
    List<Node> read =
        reader.inputs().stream()
            .filter(input -> groupOf.get(input) == maker && isReadOnce(input))
            .toList();
    Set<Node> best = Set.of();
    int most = 1;
    for (Node source : maker.arrays()) {
      if (replaced.contains(source.root()) || reader.inputs().contains(source)) {
        continue;
      }
      Set<Node> computed = new LinkedHashSet<>();
      Walk walk = new Walk(maker, reader, source, replaced);
      int count = 0;
      for (Node input : read) {
        Set<Node> more = new LinkedHashSet<>(computed);
        if (walk.adds(input, more)) {
          computed = more;
          count++;
        }
      }
      if (count > most) {
        most = count;
        best = computed;
      }
    }
    compute(best, reader);
  }

  /** A walk from values of a maker down to what a reader has, and a source that it would read. */
  private record Walk(Group maker, Group reader, @Nullable Node source, Set<Node> replaced) {
    /**
     * Adds a value and what it is made of, each after its operands.
     *
     * @return whether the reader has or may have all else
     */
    boolean adds(Node node, Set<Node> computed) {
      if (!maker.holds(node) || !Refusal.of(node).isNone()) {
        return false;
      }
      for (Node operand : node.operands()) {
        if (!computed.contains(operand) && !isThere(operand, node) && !adds(operand, computed)) {
          return false;
        }
      }
      computed.add(node);
      return true;
    }

    private boolean isThere(Node operand, Node node) {
      return operand == source
          || operand.constant() != null
          || operand.isScalarNumber()
          || reader.isAtHand(node, operand)
          || reader.inputs().contains(operand)
          || (operand.shape().size() * SMALL <= node.shape().size()
              && !replaced.contains(operand.root()));
    }
  }
}
