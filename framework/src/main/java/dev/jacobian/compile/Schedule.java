package dev.jacobian.compile;

import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
 *     tensor comes after all that read its old values, and after all checks
 * @param direct the writes whose unit computes straight into the target
 * @param deferred the writes whose values are copied to the target in the end, because something
 *     needs its old values for longer
 */
record Schedule(List<Unit> units, List<Graph.Write> direct, List<Graph.Write> deferred) {

  static Schedule of(Graph graph, List<Unit> units) {
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
      return new Schedule(ordered, direct, deferred);
    }
    List<Unit> withoutDirect = order(units, makers, List.of());
    if (withoutDirect == null) {
      throw new IllegalStateException("the units of a compiled function wait for each other");
    }
    return new Schedule(withoutDirect, List.of(), graph.writes());
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
    return sorted(units, before);
  }

  private static @Nullable List<Unit> sorted(
      List<Unit> units, IdentityHashMap<Unit, Set<Unit>> before) {
    IdentityHashMap<Unit, List<Unit>> after = new IdentityHashMap<>();
    IdentityHashMap<Unit, Integer> waiting = new IdentityHashMap<>();
    PriorityQueue<Unit> ready = new PriorityQueue<>(Comparator.comparingInt(Schedule::position));
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
    List<Node> nodes = unit.makes().isEmpty() ? unit.reads() : unit.makes();
    return nodes.stream().mapToInt(Node::id).max().orElse(0);
  }
}
