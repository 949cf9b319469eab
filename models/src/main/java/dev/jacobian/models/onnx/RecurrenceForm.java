package dev.jacobian.models.onnx;

import dev.jacobian.expr.Expr;
import dev.jacobian.graph.Node;
import dev.jacobian.op.Recurrence;
import dev.jacobian.op.RecurrentCell;
import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a recurrence becomes: a {@code Scan}, whose body is a step of the cell, from the expressions
 * of the cell itself. So every cell has its form, from the end or from the beginning, masked or
 * not; ONNX's own LSTM and GRU multiply the input by weights themselves, which has been done here.
 */
final class RecurrenceForm {
  private RecurrenceForm() {}

  static String add(Recurrence op, GraphTranslator to, Node node, List<String> in) {
    RecurrentCell cell = op.cell();
    int states = cell.hasCell() ? 2 : 1;
    if (op.forBackward()) {
      long size = states * node.input(0).shape().dim(0) * node.input(2).shape().size();
      to.requireFirst(node, size, "a recurrence with a gradient", "its states");
    }
    List<String> scanned = new ArrayList<>(in.subList(2, 2 + states));
    scanned.add(in.get(0));
    if (op.masked()) {
      scanned.add(in.get(in.size() - 1));
    }
    int sequences = scanned.size() - states;
    String weight =
        to.node("Transpose", node, List.of(in.get(1)), new Attribute.Ints("perm", List.of(1L, 0L)));
    List<String> results =
        to.nodes(
            "Scan",
            node,
            scanned,
            2 * states,
            new Attribute.Body("body", body(op, to, node, weight, in)),
            new Attribute.Int("num_scan_inputs", sequences),
            directions("scan_input_directions", op, sequences),
            directions("scan_output_directions", op, states));
    List<String> flat =
        results.subList(states, 2 * states).stream()
            .map(each -> to.node("Reshape", node, List.of(each, to.whole(-1))))
            .toList();
    return states == 1 ? flat.get(0) : to.node("Concat", node, flat, new Attribute.Int("axis", 0));
  }

  private static Attribute directions(String name, Recurrence op, int count) {
    return new Attribute.Ints(name, Collections.nCopies(count, op.reverse() ? 1L : 0L));
  }

  /** Returns the graph of a step: the states and a step of the sequences, and the states after. */
  private static OnnxGraph body(
      Recurrence op, GraphTranslator to, Node node, String weight, List<String> in) {
    RecurrentCell cell = op.cell();
    DType dtype = node.spec().dtype();
    GraphBuilder graph = to.inner();
    GraphTranslator inside = to.into(graph);
    List<Extent> state = to.shape(node.input(2));
    List<OnnxValue> inputs = new ArrayList<>();
    String h = input(inputs, to, node, "h", state);
    String c = cell.hasCell() ? input(inputs, to, node, "c", state) : h;
    String x = input(inputs, to, node, "x", step(to.shape(node.input(0))));
    String products = inside.node("MatMul", node, List.of(h, weight));
    List<String> read = new ArrayList<>();
    for (String gates : List.of(x, products)) {
      for (int gate = 0; gate < cell.gates(); gate++) {
        read.add(gate(inside, node, gates, gate, state.get(1).size()));
      }
    }
    read.add(h);
    if (cell.hasCell()) {
      read.add(c);
    } else if (cell.hasInnerBias()) {
      read.add(in.get(3));
    }
    if (op.masked()) {
      Node mask = node.input(in.size() - 1);
      read.add(input(inputs, to, node, "mask", step(to.shape(mask))));
    }
    Expr[] leaves = new Expr[read.size()];
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = new Expr.Input(i, dtype);
    }
    List<Expr> after = cell.results(false, op.masked(), leaves);
    ExpressionForm expressions = new ExpressionForm(inside, node, read);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < (cell.hasCell() ? 2 : 1); i++) {
      values.add(expressions.value(after.get(i)));
    }
    // The states that the next step begins with, and the same to be kept.
    List<OnnxValue> outputs = new ArrayList<>();
    for (String kind : List.of("next", "kept")) {
      for (int i = 0; i < values.size(); i++) {
        String name = to.fresh(node, kind);
        graph.output(kind.equals("next") ? values.get(i) : outputs.get(i).name(), name);
        outputs.add(new OnnxValue(name, ElementType.of(dtype), state));
      }
    }
    return graph.graph("step", inputs, outputs);
  }

  private static String input(
      List<OnnxValue> inputs, GraphTranslator to, Node node, String name, List<Extent> shape) {
    String own = to.fresh(node, name);
    inputs.add(new OnnxValue(own, ElementType.of(node.spec().dtype()), shape));
    return own;
  }

  private static List<Extent> step(List<Extent> sequence) {
    return sequence.subList(1, sequence.size());
  }

  private static String gate(
      GraphTranslator inside, Node node, String gates, int gate, long units) {
    return inside.node(
        "Slice",
        node,
        List.of(
            gates,
            inside.whole(gate * units),
            inside.whole((gate + 1) * units),
            inside.axes(List.of(1))));
  }
}
