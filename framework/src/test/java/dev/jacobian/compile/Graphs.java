package dev.jacobian.compile;

import dev.jacobian.fusion.Fusion;
import dev.jacobian.fusion.UnitSchedule;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.Settle;
import dev.jacobian.graph.Simplify;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Graphs of functions, at each stage of their compilation, and how they are printed. */
final class Graphs {
  private Graphs() {}

  /** Runs a function once and returns what was recorded. */
  static Graph captured(Compiled.SeveralResults function, Tensor... arguments) {
    return CapturedGraph.functions(function, arguments).graph();
  }

  /** Returns the graph that is divided into units. */
  static Graph settled(Compiled.SeveralResults function, Tensor... arguments) {
    return Settle.run(Simplify.run(captured(function, arguments)));
  }

  /** Returns the units of a function in their order. */
  static UnitSchedule schedule(Compiled.SeveralResults function, Tensor... arguments) {
    Graph graph = settled(function, arguments);
    return UnitSchedule.of(graph, Fusion.run(graph));
  }

  /** Returns the only result of a graph. */
  static Node result(Graph graph) {
    return graph.outputs().get(0);
  }

  /** Returns the nodes that are computed into tensors of the user's. */
  static Set<Node> placed(Graph graph, UnitSchedule schedule) {
    Set<Node> placed = Collections.newSetFromMap(new IdentityHashMap<>());
    graph.outputs().forEach(node -> placed.add(node.root()));
    schedule.direct().forEach(write -> placed.add(write.value().root()));
    for (Graph.Gradient gradient : graph.gradients()) {
      if (gradient.value() != null) {
        placed.add(gradient.value().root());
      }
    }
    return placed;
  }

  /** Returns the lines of a graph as {@code explain} prints it. */
  static List<String> print(Graph graph) {
    return graph.toString().lines().toList();
  }

  /** Returns the lines of the units of a function as {@code explain} prints them. */
  static List<String> steps(Compiled.SeveralResults function, Tensor... arguments) {
    return section(explanation(function, arguments), "steps");
  }

  /** Returns all that {@code explain} prints. */
  static String explanation(Compiled.SeveralResults function, Tensor... arguments) {
    Graph graph = settled(function, arguments);
    UnitSchedule schedule = UnitSchedule.of(graph, Fusion.run(graph));
    BufferPlan plan = BufferPlan.of(schedule, placed(graph, schedule));
    return Explanation.of(graph, List.of(), schedule, plan);
  }

  /** Returns the indented lines below a heading of an explanation. */
  static List<String> section(String explanation, String heading) {
    List<String> lines = new ArrayList<>();
    boolean isInside = false;
    for (String line : explanation.split("\n")) {
      if (!line.startsWith("  ")) {
        isInside = line.startsWith(heading);
      } else if (isInside) {
        lines.add(line.strip());
      }
    }
    return lines;
  }
}
