package dev.jacobian.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.device.Device;
import dev.jacobian.device.random.RandomKind;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.op.Binary;
import dev.jacobian.op.MatMul;
import dev.jacobian.op.Op;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GraphTest {
  private static TensorSpec spec(long... dims) {
    return new TensorSpec(Shape.of(dims), DType.FLOAT32);
  }

  private static Node given(int id, Source source, long... dims) {
    return new Node(id, source, List.of(), spec(dims), Device.cpu());
  }

  private static Node applied(int id, Op op, Node... inputs) {
    TensorSpec[] specs = new TensorSpec[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      specs[i] = inputs[i].spec();
    }
    return new Node(id, new Source.Applied(op), List.of(inputs), op.infer(specs), Device.cpu());
  }

  /** What a function may do, one part of it changed at a time. */
  private static final class Parts {
    Source.State weight = new Source.State(0, "layer.weight");
    Op product = new MatMul(false, true);
    double constant = 0.5;
    int slot = 3;
    RandomKind distribution = RandomKind.UNIFORM;
    boolean returnsSum = true;
    int check = 0;
    Source.@Nullable State cleared;

    Graph graph() {
      Node x = given(2, new Source.Argument(0), 4, 3);
      Node w = given(4, weight, 2, 3);
      Node y = applied(6, product, x, w);
      Node half = given(8, new Source.Constant(constant));
      Node number = given(10, new Source.RunNumber(slot));
      Node noise = given(12, new Source.Drawn(distribution, 0), 4, 2);
      Node sum =
          applied(
              14,
              new Binary(BinaryFunction.ADD),
              y,
              applied(13, new Binary(BinaryFunction.ADD), half, number));
      Node moved = applied(16, new Binary(BinaryFunction.ADD), w, half);
      List<Graph.Gradient> gradients = new ArrayList<>();
      gradients.add(new Graph.Gradient(weight, moved));
      if (cleared != null) {
        gradients.add(new Graph.Gradient(cleared, null));
      }
      return new Graph(
          List.of(x),
          List.of(returnsSum ? sum : y, noise),
          List.of(new Graph.Write(w, moved)),
          gradients,
          List.of(new Graph.Check(sum, check)));
    }
  }

  @Test
  void aGraphIsPrintedNodeByNodeWithWhatItLeavesBehind() {
    Parts parts = new Parts();
    parts.cleared = new Source.State(1, "state 1");
    assertEquals(
        """
        %0 = argument 0 -> float32[4, 3]
        %1 = layer.weight -> float32[2, 3]
        %2 = matmul(%0, %1, transposeB) -> float32[4, 2]
        %3 = 0.5 -> float32[]
        %4 = number 3 -> float32[]
        %5 = random UNIFORM from draw 0 -> float32[4, 2]
        %6 = add(%3, %4) -> float32[]
        %7 = add(%2, %6) -> float32[4, 2]
        %8 = add(%1, %3) -> float32[2, 3]
        check %7
        write %8 to layer.weight
        leave %8 as the gradient of layer.weight
        clear the gradient of state 1
        return %7, %5
        """,
        parts.graph().toString());
    assertEquals(
        List.of(new Source.State(0, "layer.weight"), new Source.State(1, "state 1")),
        parts.graph().states());
  }

  @Test
  void twoCapturesOfOneFunctionAreTheSame() {
    assertEquals(Optional.empty(), new Parts().graph().difference(new Parts().graph()));
  }

  @Test
  void theFirstDifferenceIsNamed() {
    List<String> found = new ArrayList<>();
    for (int part = 0; part < 7; part++) {
      Parts parts = new Parts();
      switch (part) {
        case 0 -> parts.weight = new Source.State(0, "other.weight");
        case 1 -> parts.constant = 0.25;
        case 2 -> parts.slot = 4;
        case 3 -> parts.distribution = RandomKind.NORMAL;
        case 4 -> parts.returnsSum = false;
        case 5 -> parts.check = 1;
        default -> parts.cleared = new Source.State(7, "state 7");
      }
      found.add(new Parts().graph().difference(parts.graph()).orElseThrow());
    }
    String results = "what is returned, written, left as a gradient or checked is another value";
    assertEquals(
        List.of(
            "'layer.weight -> float32[2, 3]' became 'other.weight -> float32[2, 3]'",
            "'0.5 -> float32[]' became '0.25 -> float32[]'",
            "'number 3 -> float32[]' became 'number 4 -> float32[]'",
            "'random UNIFORM from draw 0 -> float32[4, 2]' became"
                + " 'random NORMAL from draw 0 -> float32[4, 2]'",
            results,
            results,
            results),
        found);
  }

  @Test
  void listsOfAGraphCannotBeChanged() {
    Graph graph = new Parts().graph();
    assertThrows(UnsupportedOperationException.class, () -> graph.outputs().clear());
    assertThrows(UnsupportedOperationException.class, () -> graph.nodes().clear());
  }
}
