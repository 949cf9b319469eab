package dev.jacobian.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.compile.CapturedGraph;
import dev.jacobian.compile.Compiled;
import dev.jacobian.nn.Linear;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each result is computed by a node of its own. */
class SettleTest {
  private static final Tensor X = Tensor.ones(2);

  private static void assertGraph(Compiled.SeveralResults function, String text) {
    Graph graph = Simplify.run(CapturedGraph.functions(function, X).graph());
    String before = graph.toString();
    assertEquals(text, Settle.run(graph).toString());
    assertEquals(before, graph.toString(), "the graph that came in");
  }

  @Test
  void whatIsComputedOnceForOneResultStaysAsItIs() {
    assertGraph(
        t -> List.of(t[0].neg()),
        """
        %0 = argument 0 -> float32[2]
        %1 = neg(%0) -> float32[2]
        return %1
        """);
  }

  @Test
  void aResultThatHasAPlaceOrIsGivenIsCopied() {
    assertGraph(
        t -> {
          Tensor y = t[0].neg();
          return List.of(y, y.reshape(2, 1), t[0], Tensor.ones(3));
        },
        """
        %0 = argument 0 -> float32[2]
        %1 = neg(%0) -> float32[2]
        %2 = reshape(%1) -> float32[2, 1]
        %3 = 1 -> float32[3]
        %4 = cast(%2) -> float32[2, 1]
        %5 = cast(%0) -> float32[2]
        %6 = cast(%3) -> float32[3]
        return %1, %4, %5, %6
        """);
  }

  @Test
  void writesComeFirstAndOnesThatChangeNothingGo() {
    Tensor state = Tensor.ones(2);
    Tensor same = Tensor.ones(2);
    assertGraph(
        t -> {
          state.copyInPlace(t[0].exp());
          same.mulInPlace(1);
          return List.of(state);
        },
        """
        %0 = argument 0 -> float32[2]
        %1 = exp(%0) -> float32[2]
        %2 = cast(%1) -> float32[2]
        write %1 to state 0
        return %2
        """);
  }

  @Test
  void aGradientHasAPlaceOfItsOwn() {
    Linear layer = new Linear(2, 1);
    assertGraph(
        t -> {
          layer.weight().tensor().setGrad(null);
          layer.bias().tensor().setRequiresGrad(false);
          layer.forward(t[0].reshape(1, 2)).sum().backward();
          return List.of();
        },
        """
        %0 = argument 0 -> float32[2]
        %1 = reshape(%0) -> float32[1, 2]
        %2 = 1 -> float32[1, 1]
        %3 = cast(%2) -> float32[1, 1]
        %4 = matmul(%3, %1, transposeA) -> float32[1, 2]
        leave %4 as the gradient of state 0
        """);
  }
}
