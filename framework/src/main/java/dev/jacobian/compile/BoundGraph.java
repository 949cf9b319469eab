package dev.jacobian.compile;

import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Source;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * A captured graph with what its ids and slots stand for.
 *
 * @param states the tensors from outside, by the ids of {@link Source.State}
 * @param checks what throws if it does not like a number, by the ids of {@link Graph.Check}
 * @param preamble what is done in Java before; it fills the slots of numbers and draws
 */
record BoundGraph(
    Graph graph, List<StateTensor> states, List<DoubleConsumer> checks, Preamble preamble) {

  BoundGraph {
    states = List.copyOf(states);
    checks = List.copyOf(checks);
  }

  /** Returns this with a graph that a pass made of the present one. */
  BoundGraph with(Graph other) {
    return new BoundGraph(other, states, checks, preamble);
  }

  StateTensor state(Source.State source) {
    return states.get(source.id());
  }

  /**
   * Tells whether two captures of a function, before any pass, are the same program: the same graph
   * over the same tensors with the same code beside it.
   *
   * @return what the first difference is, in words, or empty if they are the same
   */
  Optional<String> difference(BoundGraph now) {
    Optional<String> difference = graph.difference(now.graph);
    if (difference.isPresent()) {
      return difference;
    }
    if (!states.equals(now.states)) {
      // Some may have been read for nothing, and are in no graph.
      for (Source.State source : graph.states()) {
        if (!state(source).isSame(now.state(source))) {
          return Optional.of("'" + source.label() + "' became another tensor");
        }
      }
    }
    boolean isSame = SameCode.of(checks, now.checks) && preamble.isSame(now.preamble);
    return isSame
        ? Optional.empty()
        : Optional.of("checks or what is done beside the tensors are others");
  }
}
