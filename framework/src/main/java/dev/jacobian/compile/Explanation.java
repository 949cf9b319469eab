package dev.jacobian.compile;

import dev.jacobian.compile.emit.KernelCompiler;
import dev.jacobian.device.ByteSize;
import dev.jacobian.device.FusedKernel;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Prints what a function was compiled to. */
final class Explanation {
  private final IdentityHashMap<Node, String> names = new IdentityHashMap<>();
  private final StringBuilder text = new StringBuilder();

  private Explanation() {}

  static String of(Graph graph, Schedule schedule, BufferPlan plan, KernelCompiler compiler) {
    Explanation explanation = new Explanation();
    explanation.graph(graph);
    explanation.units(schedule);
    explanation.buffers(plan);
    explanation.sources(schedule, compiler);
    return explanation.text.toString();
  }

  private void graph(Graph graph) {
    text.append("graph\n");
    for (Node node : graph.nodes()) {
      names.put(node, "%" + names.size());
      text.append("  ").append(name(node)).append(" = ").append(node.source().label());
      if (!node.operands().isEmpty()) {
        text.append('(').append(names(node.operands())).append(')');
      }
      text.append(" -> ").append(node.spec()).append('\n');
    }
    for (Graph.Write write : graph.writes()) {
      line("write " + name(write.value()) + " to " + write.target().source().label());
    }
    for (Graph.GradientResult gradient : graph.gradients()) {
      Node value = gradient.value();
      String what = value == null ? "clear" : "leave " + name(value) + " as";
      line(what + " the gradient of state " + gradient.leaf().spec());
    }
    if (!graph.outputs().isEmpty()) {
      line("return " + names(graph.outputs()));
    }
  }

  private void units(Schedule schedule) {
    text.append("steps\n");
    int number = 1;
    for (Unit unit : schedule.units()) {
      line(number++ + ". " + describe(unit));
    }
    for (Graph.Write write : schedule.deferred()) {
      line(number++ + ". copy " + name(write.value()) + " to " + write.target().source().label());
    }
  }

  private String describe(Unit unit) {
    if (unit instanceof Unit.KernelUnit kernel) {
      return "kernel over "
          + kernel.kernel().space()
          + " ("
          + kernel.label()
          + "): "
          + names(kernel.inputs())
          + " -> "
          + names(kernel.makes());
    }
    if (unit instanceof Unit.ProductUnit product) {
      String sum =
          product.accumulator() == null
              ? ""
              : " + " + product.beta() + " * " + name(product.accumulator());
      return "product "
          + name(product.result())
          + " = "
          + product.alpha()
          + " * "
          + side(product.a(), product.transposeA())
          + " x "
          + side(product.b(), product.transposeB())
          + sum;
    }
    return "op " + unit.label() + ": " + names(unit.reads()) + " -> " + names(unit.makes());
  }

  private String side(Node node, boolean transposed) {
    return name(node) + node.shape() + (transposed ? "^T" : "");
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
              + names(buffer.values()));
    }
  }

  private void sources(Schedule schedule, KernelCompiler compiler) {
    Set<String> sources = new LinkedHashSet<>();
    for (Unit unit : schedule.units()) {
      if (unit instanceof Unit.KernelUnit kernel) {
        FusedKernel description = kernel.kernel();
        sources.add(compiler.source(description));
      }
    }
    text.append("source\n");
    sources.forEach(source -> text.append(source.stripTrailing()).append('\n'));
  }

  private void line(String line) {
    text.append("  ").append(line).append('\n');
  }

  private String names(List<Node> nodes) {
    return nodes.stream().map(this::name).collect(Collectors.joining(", "));
  }

  private String name(Node node) {
    String name = names.get(node);
    return name == null ? node.source().label() : name;
  }
}
