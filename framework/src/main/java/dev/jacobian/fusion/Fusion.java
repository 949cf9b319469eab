package dev.jacobian.fusion;

import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.op.MatMul;
import dev.jacobian.op.Op;
import dev.jacobian.op.ViewOp;
import dev.jacobian.shape.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Divides a graph into units: elementwise nodes of one shape, with the reductions that end their
 * chains, become one kernel where no other unit has to run between them; a matrix product takes the
 * sum that it is added to with it; everything else runs by itself.
 *
 * <p>Greedy: in the order of execution each node joins the latest group that computes one of its
 * operands, or reads a tensor that it reads too; then groups that have become connected are joined,
 * what a group has all operands of is computed anew instead of read ({@link Rematerialization}),
 * and groups that need no more than what others have reduced are put at their end ({@link
 * Endings}).
 */
public final class Fusion {
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
  public static List<Unit> run(Graph graph) {
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
    groups.forEach(new Rematerialization(graph, groups, groupOf, unitOf.values())::run);
    new Endings(graph, groups, groupOf, unitOf).place();
    Set<Node> copied = readByLeaps();
    groups.forEach(group -> group.readCopies(copied));
    // What others have computed on the way, or read through a map, may have been all that a group
    // or a copy was for.
    boolean isSmaller = true;
    while (isSmaller) {
      isSmaller = groups.removeIf(isUseless());
      isSmaller |= units.removeIf(this::isUnreadCopy);
    }
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
    List<Group> makersFirst = new ArrayList<>();
    List<Group> readers = new ArrayList<>();
    for (int i = groups.size() - 1; i >= 0; i--) {
      Group group = groups.get(i);
      if (!group.hasSpace(space, node.device())) {
        continue;
      }
      if (makers.contains(group)) {
        makersFirst.add(group);
      } else if (group.sharesWholeInput(read)) {
        readers.add(group);
      }
    }
    makersFirst.addAll(readers);
    return makersFirst;
  }

  /**
   * Joins groups that a later node has connected: those of which one reads what the other computes
   * at the same position, or that read the same tensor. What one needs of the other's rows is
   * computed on the way.
   */
  private void merge() {
    for (int i = 0; i < groups.size(); i++) {
      for (int j = i + 1; j < groups.size(); j++) {
        Group union = union(groups.get(i), groups.get(j));
        if (union != null) {
          groups.remove(j);
          groups.set(i, union);
          union.members().forEach(member -> groupOf.put(member, union));
          List<Node> gone =
              union.members().stream().filter(member -> !repeated.contains(member)).toList();
          groups.removeIf(group -> group != union && !group.leave(gone));
          // The larger group may now fit with one that was refused before.
          i = groups.indexOf(union);
          j = i;
        }
      }
    }
  }

  /**
   * Returns two groups and what has to be computed between them as one, or null if they are not.
   */
  private @Nullable Group union(Group group, Group other) {
    boolean isConnected =
        group.hasSpaceOf(other)
            && (group.reads(other) || other.reads(group) || group.sharesWholeInput(other.inputs()));
    Set<Node> between = new LinkedHashSet<>();
    if (!isConnected || !addBetween(group, other, between) || !addBetween(other, group, between)) {
      return null;
    }
    List<Group> parts = List.of(group, other);
    Group union = group.with(other, between);
    return union.isComputable()
            && union.hasRoomFor(List.of())
            && isLegal(union, parts)
            && !(writes(union) && isChecked(parts))
        ? union
        : null;
  }

  /**
   * Adds the nodes of other groups that have to be computed after one group and before another.
   *
   * @return whether groups compute all of them
   */
  private boolean addBetween(Group first, Group last, Set<Node> between) {
    IdentityHashMap<Object, Boolean> waiting = new IdentityHashMap<>();
    Deque<Node> open = new ArrayDeque<>(last.inputs());
    while (!open.isEmpty()) {
      Node node = open.pop().root();
      Group maker = groupOf.get(node);
      if (maker == first || !waits(node, first, waiting)) {
        continue;
      }
      if (maker == null) {
        return false;
      }
      for (Node needed : withRepeated(node)) {
        if (between.add(needed)) {
          open.addAll(needed.operands());
        }
      }
    }
    return true;
  }

  /** Returns whether a node needs a group's results; notes the answer for all that it needs. */
  private boolean waits(Node node, Group group, IdentityHashMap<Object, Boolean> known) {
    Group own = groupOf.get(node);
    Object maker = own != null ? own : unitOf.get(node);
    if (maker == group) {
      return true;
    }
    if (maker == null) {
      return false;
    }
    Boolean answer = known.get(maker);
    if (answer == null) {
      boolean waits = false;
      for (Node read : reads(maker)) {
        waits |= waits(read.root(), group, known);
      }
      answer = waits;
      known.put(maker, answer);
    }
    return answer;
  }

  private static Collection<Node> reads(Object maker) {
    return maker instanceof Group group ? group.inputs() : ((Unit) maker).reads();
  }

  /** Returns whether a group computes what replaces a tensor. */
  private boolean writes(Group group) {
    return graph.writes().stream()
        .anyMatch(write -> group.members().contains(write.value().root()));
  }

  /** Returns whether a check, which comes before all writes, waits for one of some groups. */
  private boolean isChecked(List<Group> parts) {
    return parts.stream()
        .anyMatch(
            part -> {
              IdentityHashMap<Object, Boolean> known = new IdentityHashMap<>();
              return graph.checks().stream()
                  .anyMatch(check -> waits(check.value().root(), part, known));
            });
  }

  /** Returns whether nothing that a union reads has to wait for one of its parts. */
  private boolean isLegal(Group union, List<Group> parts) {
    return parts.stream()
        .noneMatch(
            part -> {
              IdentityHashMap<Object, Boolean> known = new IdentityHashMap<>();
              return union.inputs().stream().anyMatch(input -> waits(input.root(), part, known));
            });
  }

  /** Returns whether nothing that is read from elsewhere has to wait for the group. */
  private boolean isLegal(Set<Node> read, Group group) {
    IdentityHashMap<Object, Boolean> known = new IdentityHashMap<>();
    return read.stream()
        .allMatch(input -> group.holds(input) || !waits(input.root(), group, known));
  }

  private Predicate<Group> isUseless() {
    Set<Node> wanted = wanted();
    return group -> !group.makesAnyOf(wanted);
  }

  /**
   * Returns the views that several kernels would read with a line of memory for each element. A
   * copy, made once, costs about as much as one such read.
   */
  private Set<Node> readByLeaps() {
    Set<Node> once = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Node> several = Collections.newSetFromMap(new IdentityHashMap<>());
    groups.forEach(group -> group.leaps().filter(view -> !once.add(view)).forEach(several::add));
    return several;
  }

  /** Returns whether a unit copies a view that all its readers read through maps; forgets it. */
  private boolean isUnreadCopy(Unit unit) {
    return unit instanceof Unit.OpUnit copy
        && copy.result().op() instanceof ViewOp
        && !wanted().contains(copy.result())
        && unitOf.remove(copy.result()) != null;
  }

  /** Returns the nodes that are read outside the group that computes them. */
  private Set<Node> wanted() {
    Set<Node> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
    graph.roots().forEach(root -> wanted.add(root.root()));
    groups.forEach(group -> group.reads().forEach(wanted::add));
    unitOf.values().forEach(unit -> wanted.addAll(unit.reads()));
    return wanted;
  }
}
