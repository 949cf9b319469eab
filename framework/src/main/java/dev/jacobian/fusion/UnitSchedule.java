package dev.jacobian.fusion;

import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The units of a function in an order in which they can run.
 *
 * @param units each after what it reads; checks in the order of the capture; what overwrites a
 *     tensor comes after all that read its old values, after all checks, and after all that may
 *     refuse data and does not need the new values
 * @param direct the writes whose unit computes straight into the target
 * @param deferred the writes whose values are copied to the target in the end, because something
 *     needs its old values for longer
 */
public record UnitSchedule(List<Unit> units, List<Graph.Write> direct, List<Graph.Write> deferred) {

  public static UnitSchedule of(Graph graph, List<Unit> units) {
    IdentityHashMap<Node, Unit> makers = new IdentityHashMap<>();
    units.forEach(unit -> unit.makes().forEach(node -> makers.put(node, unit)));
    List<Graph.Write> direct = new ArrayList<>();
    List<Graph.Write> deferred = new ArrayList<>();
    for (Graph.Write write : graph.writes()) {
      Node root = write.value().root();
      Unit maker = makers.get(root);
      boolean isDirect = maker != null && maker.canWriteOver(root, write.target());
      (isDirect ? direct : deferred).add(write);
    }
    List<Unit> ordered = order(units, makers, direct);
    if (ordered != null) {
      return new UnitSchedule(ordered, direct, deferred);
    }
    List<Unit> withoutDirect = order(units, makers, List.of());
    if (withoutDirect == null) {
      throw new IllegalStateException("the units of a compiled function wait for each other");
    }
    return new UnitSchedule(withoutDirect, List.of(), graph.writes());
  }

  /** Returns the units in order, or null if there is none. */
  private static @Nullable List<Unit> order(
      List<Unit> units, IdentityHashMap<Node, Unit> makers, List<Graph.Write> direct) {
    IdentityHashMap<Unit, Set<Unit>> before = new IdentityHashMap<>();
    Unit check = null;
    for (Unit unit : units) {
      Set<Unit> needed = Collections.newSetFromMap(new IdentityHashMap<>());
      if (unit instanceof Unit.CheckUnit) {
        if (check != null) {
          needed.add(check);
        }
        check = unit;
      }
      for (Node read : unit.reads()) {
        Unit maker = makers.get(read);
        if (maker != null && maker != unit) {
          needed.add(maker);
        }
      }
      before.put(unit, needed);
    }
    for (Graph.Write write : direct) {
      Unit writer = makers.get(write.value().root());
      for (Unit unit : units) {
        if (unit != writer
            && (unit instanceof Unit.CheckUnit || unit.reads().contains(write.target()))) {
          Objects.requireNonNull(before.get(writer)).add(unit);
        }
      }
    }
    for (Unit unit : units) {
      if (!direct.isEmpty() && !Refusal.of(unit).isNone()) {
        Set<Unit> needed = allBefore(unit, before);
        for (Graph.Write write : direct) {
          Unit writer = Objects.requireNonNull(makers.get(write.value().root()));
          if (!needed.contains(writer)) {
            Objects.requireNonNull(before.get(writer)).add(unit);
          }
        }
      }
    }
    return sorted(units, before);
  }

  /** Returns a unit and all that has to come before it. */
  private static Set<Unit> allBefore(Unit unit, IdentityHashMap<Unit, Set<Unit>> before) {
    Set<Unit> all = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Unit> open = new ArrayDeque<>(List.of(unit));
    while (!open.isEmpty()) {
      Unit next = open.pop();
      if (all.add(next)) {
        open.addAll(before.getOrDefault(next, Set.of()));
      }
    }
    return all;
  }

  private static @Nullable List<Unit> sorted(
      List<Unit> units, IdentityHashMap<Unit, Set<Unit>> before) {
    IdentityHashMap<Unit, List<Unit>> after = new IdentityHashMap<>();
    IdentityHashMap<Unit, Integer> waiting = new IdentityHashMap<>();
    PriorityQueue<Unit> ready =
        new PriorityQueue<>(Comparator.comparingInt(UnitSchedule::position));
    for (Unit unit : units) {
      Set<Unit> needed = before.getOrDefault(unit, Set.of());
      needed.forEach(n -> after.computeIfAbsent(n, key -> new ArrayList<>()).add(unit));
      waiting.put(unit, needed.size());
      if (needed.isEmpty()) {
        ready.add(unit);
      }
    }
    List<Unit> ordered = new ArrayList<>();
    while (!ready.isEmpty()) {
      Unit unit = ready.remove();
      ordered.add(unit);
      for (Unit next : after.getOrDefault(unit, List.of())) {
        if (waiting.merge(next, -1, Integer::sum) == 0) {
          ready.add(next);
        }
      }
    }
    return ordered.size() == units.size() ? ordered : null;
  }

  /**
   * Returns the place of a unit in the captured run, which decides between units that are ready.
   */
  private static int position(Unit unit) {
    List<Node> makes = unit instanceof Unit.KernelUnit it ? it.makesBeforeEnd() : unit.makes();
    List<Node> nodes = makes.isEmpty() ? unit.reads() : makes;
    return nodes.stream().mapToInt(Node::id).max().orElse(0);
  }
}
