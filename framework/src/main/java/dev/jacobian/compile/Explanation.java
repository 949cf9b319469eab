package dev.jacobian.compile;

import dev.jacobian.device.ByteSize;
import dev.jacobian.fusion.Unit;
import dev.jacobian.fusion.UnitSchedule;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.GraphPrinter;
import dev.jacobian.graph.Node;
import dev.jacobian.kernel.Stage;
import dev.jacobian.kernel.java.KernelCompiler;
import dev.jacobian.shape.Layout;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Prints what a function was compiled to. */
final class Explanation {
  private final GraphPrinter graph;
  private final StringBuilder text = new StringBuilder();

  private Explanation(Graph graph) {
    this.graph = new GraphPrinter(graph);
  }

  /**
   * Returns the text.
   *
   * @param layouts where the elements of each result lie
   */
  static String of(Graph graph, List<Layout> layouts, UnitSchedule schedule, BufferPlan plan) {
    Explanation explanation = new Explanation(graph);
    explanation.text.append("graph\n").append(explanation.graph.print().indent(2));
    explanation.results(layouts);
    explanation.units(schedule, plan);
    explanation.buffers(plan);
    explanation.sources(schedule);
    return explanation.text.toString();
  }

  private void results(List<Layout> layouts) {
    for (int i = 0; i < layouts.size(); i++) {
      Layout layout = layouts.get(i);
      if (!layout.isContiguous()) {
        line(
            "result "
                + i
                + " as "
                + layout.shape()
                + ", strides "
                + Arrays.toString(layout.strides()));
      }
    }
  }

  private void units(UnitSchedule schedule, BufferPlan plan) {
    text.append("steps\n");
    int number = 1;
    for (Unit unit : schedule.units()) {
      Node whole = plan.wholeOf(unit);
      line(number++ + ". " + (whole == null ? describe(unit) : part(unit, whole)));
    }
    for (Graph.Write write : schedule.deferred()) {
      line(
          number++
              + ". copy "
              + graph.name(write.value())
              + " to "
              + write.target().source().label());
    }
  }

  private String part(Unit unit, Node whole) {
    return graph.names(unit.makes()) + " is a part of " + graph.name(whole);
  }

  private String describe(Unit unit) {
    if (unit instanceof Unit.KernelUnit kernel) {
      return "kernel over "
          + kernel.kernel().space()
          + " ("
          + kernel.label()
          + "): "
          + graph.names(kernel.inputs())
          + " -> "
          + graph.names(kernel.makes());
    }
    if (unit instanceof Unit.ProductUnit product) {
      String sum =
          product.accumulator() == null
              ? ""
              : " + " + product.beta() + " * " + graph.name(product.accumulator());
      return "product "
          + graph.name(product.result())
          + " = "
          + product.alpha()
          + " * "
          + side(product.a(), product.transposeA())
          + " x "
          + side(product.b(), product.transposeB())
          + sum;
    }
    return "op "
        + unit.label()
        + ": "
        + graph.names(unit.reads())
        + " -> "
        + graph.names(unit.makes());
  }

  private String side(Node node, boolean transposed) {
    return graph.name(node) + node.shape() + (transposed ? "^T" : "");
  }

  private void buffers(BufferPlan plan) {
    text.append("buffers: ")
        .append(ByteSize.format(plan.bytes()))
        .append(" (")
        .append(ByteSize.format(plan.bytesWithoutSharing()))
        .append(" without sharing)\n");
    for (BufferPlan.Buffer buffer : plan.buffers()) {
      line(
          buffer.index()
              + ": "
              + buffer.size()
              + " x "
              + buffer.dtype()
              + " holds "
              + graph.names(buffer.values()));
    }
  }

  private void sources(UnitSchedule schedule) {
    Set<String> sources = new LinkedHashSet<>();
    for (Unit unit : schedule.units()) {
      if (unit instanceof Unit.KernelUnit kernel) {
        Stage.of(kernel.kernel())
            .forEach(stage -> sources.add(KernelCompiler.source(stage.kernel())));
      }
    }
    text.append("source\n");
    sources.forEach(source -> text.append(source.stripTrailing()).append('\n'));
  }

  private void line(String line) {
    text.append("  ").append(line).append('\n');
  }
}
