package dev.jacobian.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopologicalOrderTest {

  private record Node(String label, List<@Nullable Node> inputs) implements Vertex<Node> {
    static Node of(String label, @Nullable Node... inputs) {
      return new Node(label, Arrays.asList(inputs));
    }
  }

  private static List<String> order(Node... roots) {
    return TopologicalOrder.of(List.of(roots)).stream().map(Node::label).toList();
  }

  @Test
  void everyNodeComesOnceAndAfterItsInputs() {
    Node a = Node.of("a");
    Node b = Node.of("b", a);
    Node c = Node.of("c", a, b);
    Node d = Node.of("d", c, null, b);
    assertEquals(List.of("a", "b", "c", "d"), order(d));
  }

  @Test
  void severalRootsShareWhatTheyHaveInCommon() {
    Node a = Node.of("a");
    Node b = Node.of("b", a);
    Node c = Node.of("c", a);
    assertEquals(List.of("a", "b", "c"), order(b, c));
    assertEquals(List.of("a", "c", "b"), order(c, b, c));
  }

  @Test
  void equalNodesAreNotMistakenForOne() {
    Node first = Node.of("same");
    Node second = Node.of("same");
    assertEquals(3, order(Node.of("sum", first, second)).size());
  }

  @Test
  void depthIsNotLimitedByTheStack() {
    Node node = Node.of("start");
    for (int i = 0; i < 200_000; i++) {
      node = Node.of("next", node);
    }
    assertEquals(200_001, TopologicalOrder.of(List.of(node)).size());
  }
}
