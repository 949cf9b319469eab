package dev.jacobian.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A captured function as data, immutable: what it gives and changes, as nodes of an acyclic graph.
 * It holds no tensors and no code. Tensors from outside, checks and the numbers of a run are ids
 * and slots; whoever captured the function knows what they stand for.
 *
 * <p>{@link #toString} prints it, one line for each node. Passes such as {@link Simplify} are
 * functions from graph to graph. PyTorch equivalent: {@code torch.fx.Graph}.
 *
 * @param inputs the arguments, in order, whether they are read or not
 * @param outputs what the function returns
 * @param writes the tensors that it changes in place
 * @param gradients the leaves whose gradient it replaces
 * @param checks the numbers that are looked at before anything is written
 */
public record Graph(
    List<Node> inputs,
    List<Node> outputs,
    List<Write> writes,
    List<Gradient> gradients,
    List<Check> checks) {

  /** Copies the lists. */
  public Graph {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    writes = List.copyOf(writes);
    gradients = List.copyOf(gradients);
    checks = List.copyOf(checks);
  }

  /**
   * A change in place.
   *
   * @param target an argument or a state
   * @param value its values after the run, of the target's size and type
   */
  public record Write(Node target, Node value) {}

  /**
   * A gradient left behind.
   *
   * @param leaf whose gradient
   * @param value the gradient, or null if it is cleared
   */
  public record Gradient(Source.State leaf, @Nullable Node value) {}

  /**
   * A number that is looked at, and may end the run.
   *
   * @param value one element
   * @param id the number of the check, from 0
   */
  public record Check(Node value, int id) {}

  /** Returns what has to be computed. */
  public List<Node> roots() {
    List<Node> roots = new ArrayList<>(outputs);
    writes.forEach(write -> roots.add(write.value()));
    for (Gradient gradient : gradients) {
      if (gradient.value() != null) {
        roots.add(gradient.value());
      }
    }
    checks.forEach(check -> roots.add(check.value()));
    return roots;
  }

  /** Returns all nodes that the roots need in the order of the capture, so inputs come first. */
  public List<Node> nodes() {
    return ordered(roots());
  }

  private static List<Node> ordered(List<Node> roots) {
    List<Node> ordered = TopologicalOrder.of(roots);
    ordered.sort(Comparator.comparingInt(Node::id));
    return Collections.unmodifiableList(ordered);
  }

  /** Returns all nodes with what is only written to, in the order of the capture. */
  List<Node> nodesAndTargets() {
    List<Node> roots = roots();
    writes.forEach(write -> roots.add(write.target()));
    return ordered(roots);
  }

  /**
   * Returns the tensors from outside that are read or changed, or whose gradient is, in the order
   * of their ids.
   */
  public List<Source.State> states() {
    TreeMap<Integer, Source.State> states = new TreeMap<>();
    for (Node node : nodesAndTargets()) {
      if (node.source() instanceof Source.State state) {
        states.put(state.id(), state);
      }
    }
    gradients.forEach(gradient -> states.put(gradient.leaf().id(), gradient.leaf()));
    return List.copyOf(states.values());
  }

  /** Returns the graph with each root replaced. */
  public Graph mapRoots(UnaryOperator<Node> map) {
    return new Graph(
        inputs,
        outputs.stream().map(map).toList(),
        writes.stream().map(w -> new Write(w.target(), map.apply(w.value()))).toList(),
        gradients.stream()
            .map(g -> new Gradient(g.leaf(), g.value() == null ? null : map.apply(g.value())))
            .toList(),
        checks.stream().map(c -> new Check(map.apply(c.value()), c.id())).toList());
  }

  /**
   * Returns in words what the first difference of another graph is, or empty if both are the same:
   * the same ops in the same order on the same ids with the same constants.
   */
  public Optional<String> difference(Graph other) {
    return GraphComparison.difference(this, other);
  }

  /** Returns the nodes, one numbered line for each, and what the function leaves behind. */
  @Override
  public String toString() {
    return new GraphPrinter(this).print();
  }
}
