package dev.jacobian.fusion;

import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets groups that reduce columns end with what is computed of the results alone, such as the
 * update of a bias by its gradient: see {@link dev.jacobian.kernel.Stage}. On a device, that is a
 * launch less for each.
 *
 * <p>An update happens earlier than in the captured run then. It does only where nothing that reads
 * the old values, and nothing that may refuse data, has to come later.
 */
final class Endings {
  private final Graph graph;
  private final List<Group> groups;
  private final IdentityHashMap<Node, Group> groupOf;
  private final IdentityHashMap<Node, Unit> unitOf;

  /** What reads a tensor from outside that is replaced, and what replaces which: makers. */
  private final IdentityHashMap<Node, Set<Object>> readers = new IdentityHashMap<>();

  private final IdentityHashMap<Object, List<Node>> targets = new IdentityHashMap<>();

  /** What may refuse data, and where it is computed. */
  private final IdentityHashMap<Node, Refusal> refusals = new IdentityHashMap<>();

  /**
   * Begins. What computes nodes, a group or a unit, is their maker.
   *
   * @param groups all groups, of which some are left out in the end
   * @param groupOf the group of each node that one computes
   * @param unitOf the unit of each node that another one computes
   */
  Endings(
      Graph graph,
      List<Group> groups,
      IdentityHashMap<Node, Group> groupOf,
      IdentityHashMap<Node, Unit> unitOf) {
    this.graph = graph;
    this.groups = groups;
    this.groupOf = groupOf;
    this.unitOf = unitOf;
    for (Graph.Write write : graph.writes()) {
      Object maker = maker(write.value());
      readers.put(write.target().root(), identities());
      if (maker != null) {
        targets.computeIfAbsent(maker, key -> new ArrayList<>()).add(write.target().root());
      }
    }
    groups.forEach(this::addReader);
    unitOf.values().forEach(this::addReader);
    for (Node node : graph.nodes()) {
      Refusal refusal = maker(node) == null ? null : Refusal.of(node);
      if (refusal != null && !refusal.isNone()) {
        refusals.put(node, refusal);
      }
    }
  }

  private void addReader(Object maker) {
    for (Node read : reads(maker)) {
      Set<Object> known = readers.get(read.root());
      if (known != null) {
        known.add(maker);
      }
    }
  }

  private static <T> Set<T> identities() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private static Collection<Node> reads(Object maker) {
    return maker instanceof Group group ? group.inputs() : ((Unit) maker).reads();
  }

  private @Nullable Object maker(Node node) {
    Group group = groupOf.get(node.root());
    return group != null ? group : unitOf.get(node.root());
  }

  /** Puts groups at the end of others where that is possible. */
  void place() {
    for (Group last : List.copyOf(groups)) {
      Group group = groupFor(last);
      if (group != null) {
        groups.remove(last);
        last.members().forEach(member -> groupOf.put(member, group));
        List<Node> replaced = targets.remove(last);
        if (replaced != null) {
          targets.computeIfAbsent(group, key -> new ArrayList<>()).addAll(replaced);
        }
        for (Set<Object> some : readers.values()) {
          if (some.remove(last)) {
            some.add(group);
          }
        }
      }
    }
  }

  private @Nullable Group groupFor(Group last) {
    Set<Node> read = new LinkedHashSet<>();
    last.inputs().forEach(input -> read.add(input.root()));
    for (Node column : read) {
      Group group = groupOf.get(column);
      if (group != null
          && group != last
          && group.columns().contains(column)
          && group.canEndWith(last, column)
          && isLegal(group, last)) {
        group.endWith(last, column);
        return group;
      }
    }
    return null;
  }

  private boolean isLegal(Group group, Group last) {
    Followers followers = new Followers(group);
    List<Node> replaced = targets.getOrDefault(last, List.of());
    return last.inputs().stream()
            .map(this::maker)
            .noneMatch(maker -> maker != group && followers.contain(maker))
        && replaced.stream()
            .flatMap(target -> readers.getOrDefault(target, Set.of()).stream())
            .noneMatch(reader -> reader != last && reader != group && followers.contain(reader))
        && (replaced.isEmpty() || isAccepted(followers));
  }

  /** Returns whether nothing that comes after a group can end the run. */
  private boolean isAccepted(Followers followers) {
    if (graph.checks().stream().anyMatch(check -> followers.contain(maker(check.value())))) {
      return false;
    }
    List<Refusal> before = new ArrayList<>();
    List<Refusal> after = new ArrayList<>();
    refusals.forEach(
        (node, refusal) -> (followers.contain(maker(node)) ? after : before).add(refusal));
    return after.stream().allMatch(refusal -> refusal.isCoveredBy(before));
  }

  /** Returns what has to come before something: what it reads, and what reads what it replaces. */
  private Set<Object> before(Object maker) {
    Set<Object> before = identities();
    for (Node read : reads(maker)) {
      Object other = maker(read);
      if (other != null) {
        before.add(other);
      }
    }
    targets
        .getOrDefault(maker, List.of())
        .forEach(target -> before.addAll(readers.getOrDefault(target, Set.of())));
    before.remove(maker);
    return before;
  }

  /** A group, and what has to wait for it. */
  private final class Followers {
    private final Set<Object> known = identities();
    private final Set<Object> others = identities();

    Followers(Group group) {
      known.add(group);
    }

    boolean contain(@Nullable Object maker) {
      if (maker == null || others.contains(maker)) {
        return false;
      }
      Set<Object> seen = identities();
      Deque<Object> open = new ArrayDeque<>(List.of(maker));
      while (!open.isEmpty()) {
        Object next = open.pop();
        if (known.contains(next)) {
          known.add(maker);
          return true;
        }
        if (!others.contains(next) && seen.add(next)) {
          open.addAll(before(next));
        }
      }
      others.addAll(seen);
      return false;
    }
  }
}
