package dev.jacobian.compile;

import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.op.MatMul;
import dev.jacobian.op.Op;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Divides a graph into units: elementwise nodes of one shape, with the reductions that end their
 * chains, become one kernel where no other unit has to run between them; a matrix product takes the
 * sum that it is added to with it; everything else runs by itself.
 *
 * <p>Greedy: in the order of execution each node joins the latest group that computes one of its
 * operands, or reads a tensor that it reads too; then groups that have become connected are joined.
 */
final class Fusion {
  private final Graph graph;
  private final List<Node> nodes;
  private final IdentityHashMap<Node, Integer> uses = new IdentityHashMap<>();
  private final Products products;
  private final Set<Node> repeated;
  private final List<Group> groups = new ArrayList<>();
  private final IdentityHashMap<Node, Group> groupOf = new IdentityHashMap<>();
  private final IdentityHashMap<Node, Unit> unitOf = new IdentityHashMap<>();

  private Fusion(Graph graph) {
    this.graph = graph;
    this.nodes = graph.nodes();
    for (Node node : nodes) {
      node.operands().forEach(input -> uses.merge(input, 1, Integer::sum));
    }
    graph.roots().forEach(root -> uses.merge(root, 1, Integer::sum));
    this.products = Products.in(graph, uses);
    this.repeated = repeated(graph, nodes);
  }

  /** Returns the units of a settled graph, in no particular order. */
  static List<Unit> run(Graph graph) {
    return new Fusion(graph).units();
  }

  private List<Unit> units() {
    List<Unit> units = new ArrayList<>();
    for (Node node : nodes) {
      if (node.isComputed() && !products.isAbsorbed(node) && !repeated.contains(node)) {
        place(node, units);
      }
    }
    merge();
    Set<Node> wanted = wanted();
    for (Group group : groups) {
      units.add(group.toUnit(wanted::contains));
    }
    graph.checks().forEach(check -> units.add(new Unit.CheckUnit(check.value(), check.id())));
    return units;
  }

  /** Returns the nodes that every reader computes anew, as their ops want it. */
  private static Set<Node> repeated(Graph graph, List<Node> nodes) {
    Set<Node> repeated = Collections.newSetFromMap(new IdentityHashMap<>());
    nodes.stream().filter(Fusion::isRepeated).forEach(repeated::add);
    graph.roots().forEach(root -> repeated.remove(root.root()));
    for (Node reader : nodes) {
      Shape space = reader.space();
      for (Node operand : reader.operands()) {
        if (space == null || !operand.shape().equals(space)) {
          repeated.remove(operand.root());
        }
      }
    }
    return repeated;
  }

  private static boolean isRepeated(Node node) {
    Op op = node.op();
    return op != null && op.isRepeated();
  }

  /** Returns a node and the repeated ones that it is computed from, these first. */
  private List<Node> withRepeated(Node node) {
    Set<Node> all = new LinkedHashSet<>();
    for (Node operand : node.operands()) {
      if (repeated.contains(operand)) {
        all.addAll(withRepeated(operand));
      }
    }
    all.add(node);
    return List.copyOf(all);
  }

  private void place(Node node, List<Unit> units) {
    Shape space = node.space();
    Unit sum = products.sum(node);
    if (sum == null && space != null) {
      List<Node> added = withRepeated(node);
      Group group = groupFor(node, added, space);
      added.forEach(group::add);
      groupOf.put(node, group);
      return;
    }
    Unit unit = sum;
    if (unit == null) {
      unit =
          node.op() instanceof MatMul product
              ? Products.plain(node, product)
              : new Unit.OpUnit(node);
    }
    unitOf.put(node, unit);
    units.add(unit);
  }

  private Group groupFor(Node node, List<Node> added, Shape space) {
    Set<Node> read = new LinkedHashSet<>();
    added.forEach(member -> read.addAll(member.operands()));
    added.forEach(read::remove);
    for (Group group : candidates(read, node, space)) {
      if (group.hasRoomFor(added) && isLegal(read, group)) {
        return group;
      }
    }
    Group group = new Group(space, node.device());
    groups.add(group);
    return group;
  }

  /** Returns the groups that have something in common with a node, the best first. */
  private List<Group> candidates(Set<Node> read, Node node, Shape space) {
    Set<Group> makers = new LinkedHashSet<>();
    for (Node input : read) {
      Group group = groupOf.get(input);
      if (group != null && group.holds(input)) {
        makers.add(group);
      }
    }
    Set<Group> all = new LinkedHashSet<>();
    for (int i = groups.size() - 1; i >= 0; i--) {
      if (makers.contains(groups.get(i))) {
        all.add(groups.get(i));
      }
    }
    for (int i = groups.size() - 1; i >= 0; i--) {
      if (groups.get(i).sharesWholeInput(read)) {
        all.add(groups.get(i));
      }
    }
    return all.stream().filter(group -> group.hasSpace(space, node.device())).toList();
  }

  /**
   * Joins groups that a later node has connected: those of which one reads what the other computes
   * at the same position, or that read the same tensor.
   */
  private void merge() {
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      for (int j = i + 1; j < groups.size(); j++) {
        Group other = groups.get(j);
        if (canMerge(group, other)) {
          group.absorb(other);
          other.members().forEach(member -> groupOf.put(member, group));
          groups.remove(j);
          // The larger group may now fit with one that was refused before.
          j = i;
        }
      }
    }
  }

  private boolean canMerge(Group group, Group other) {
    boolean isConnected =
        group.reads(other) || other.reads(group) || group.sharesWholeInput(other.inputs());
    return isConnected
        && group.hasSpaceOf(other)
        && group.hasRoomFor(other.members())
        && !waitsFor(other, group)
        && !waitsFor(group, other);
  }

  /** Returns whether one group needs another one's results in memory, directly or not. */
  private boolean waitsFor(Group waiting, Group group) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node input : waiting.inputs()) {
      if (!group.holds(input) && waitsFor(input.root(), group, seen)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether nothing that is read from elsewhere has to wait for the group. */
  private boolean isLegal(Set<Node> read, Group group) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node input : read) {
      if (!group.holds(input) && waitsFor(input.root(), group, seen)) {
        return false;
      }
    }
    return true;
  }

  private boolean waitsFor(Node node, Group group, Set<Object> seen) {
    @Nullable Group own = groupOf.get(node);
    if (own == group) {
      return true;
    }
    @Nullable Unit unit = unitOf.get(node);
    Collection<Node> reads = List.of();
    if (own != null && seen.add(own)) {
      reads = own.inputs();
    } else if (unit != null && seen.add(unit)) {
      reads = unit.reads();
    }
    for (Node read : reads) {
      if (waitsFor(read.root(), group, seen)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the nodes that are read outside the group that computes them. */
  private Set<Node> wanted() {
    Set<Node> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
    graph.roots().forEach(root -> wanted.add(root.root()));
    groups.forEach(group -> group.inputs().forEach(input -> wanted.add(input.root())));
    unitOf.values().forEach(unit -> wanted.addAll(unit.reads()));
    return wanted;
  }
}
