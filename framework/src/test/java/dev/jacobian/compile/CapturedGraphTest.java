package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.graph.Node;
import dev.jacobian.graph.Simplify;
import dev.jacobian.graph.Source;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapturedGraphTest {
  /** Two inputs, two outputs, a residual branch and a buffer that counts. */
  private static final class Twin extends Module {
    private final Linear trunk = register("trunk", new Linear(3, 3));
    private final Tensor seen = registerBuffer("seen", Tensor.zeros(1));

    @Override
    public List<Tensor> forwardAll(Tensor... inputs) {
      Tensor hidden = trunk.forward(inputs[0]).relu().add(inputs[0]);
      if (isTraining()) {
        seen.addInPlace(1);
      }
      return List.of(hidden, hidden.mul(inputs[1]).sum(false, 1));
    }
  }

  private static final Tensor X = Tensor.ones(2, 3);

  @Test
  void aModuleIsPrintedWithTheNamesOfItsParameters() {
    Twin model = new Twin();
    assertEquals(
        """
        %0 = argument 0 -> float32[2, 3]
        %1 = argument 1 -> float32[2, 3]
        %2 = trunk.weight -> float32[3, 3]
        %3 = matmul(%0, %2, transposeB) -> float32[2, 3]
        %4 = trunk.bias -> float32[3]
        %5 = add(%3, %4) -> float32[2, 3]
        %6 = relu(%5) -> float32[2, 3]
        %7 = add(%6, %0) -> float32[2, 3]
        %8 = mul(%7, %1) -> float32[2, 3]
        %9 = sum(%8, axes=[1]) -> float32[2, 1]
        %10 = reshape(%9) -> float32[2]
        return %7, %10
        """,
        Simplify.run(CapturedGraph.of(model.eval(), X, X).graph()).toString());
    String training = CapturedGraph.of(model.train(), X, X).graph().toString();
    assertTrue(training.contains("write %10 to seen\n"), training);
  }

  @Test
  void whatTheFunctionChangesIsTakenBack() {
    Twin model = new Twin();
    CapturedGraph.of(model, X, X);
    assertArrayEquals(new float[] {0}, model.namedBuffers().get("seen").toFloatArray());
  }

  @Test
  void aStateIsTheTensorOfTheModule() {
    Twin model = new Twin();
    CapturedGraph captured = CapturedGraph.of(model.eval(), X, X);
    List<Source.State> states = captured.graph().states();
    assertEquals(
        List.of("trunk.weight", "trunk.bias"), states.stream().map(Source.State::name).toList());
    Tensor weight = captured.tensor(states.get(0));
    model.trunk.weight().tensor().detach().addInPlace(1);
    assertArrayEquals(model.trunk.weight().tensor().toFloatArray(), weight.toFloatArray());
  }

  @Test
  void aNodeKnowsItsLayerAndTheUsersLine() {
    CapturedGraph captured = CapturedGraph.of(new Twin().eval(), X, X);
    List<Node> nodes = captured.graph().nodes();
    Node product =
        nodes.stream().filter(node -> node.source().label().equals("matmul")).findFirst().get();
    assertEquals("trunk (Linear(3, 3))", captured.layer(product));
    assertTrue(
        captured
            .origin(nodes.get(nodes.size() - 1))
            .get()
            .matches("called at .*\\(CapturedGraphTest.java:\\d+\\)"),
        captured.origin(nodes.get(nodes.size() - 1)).get());
  }

  @Test
  void aFunctionIsCapturedToo() {
    Tensor known = Tensor.ones(3);
    CapturedGraph captured = CapturedGraph.function(t -> t[0].mul(2).add(known), X);
    assertEquals(
        """
        %0 = argument 0 -> float32[2, 3]
        %1 = 2 -> float32[]
        %2 = mul(%0, %1) -> float32[2, 3]
        %3 = state 0 -> float32[3]
        %4 = add(%2, %3) -> float32[2, 3]
        return %4
        """,
        captured.graph().toString());
  }

  @Test
  void aFunctionThatReadsValuesIsRefused() {
    String message =
        assertThrows(
                AutogradException.class,
                () -> CapturedGraph.function(t -> t[0].mul(t[0].sum().item()), X))
            .getMessage();
    assertTrue(message.contains("CapturedGraphTest.java"), message);
  }

  @Test
  void theNumberThatFillsATensorIsPrinted() {
    Tensor x = Tensor.of(new float[] {3, 4});
    String text =
        CapturedGraph.function(t -> t[0].mul(Tensor.ones(2).mul(2)), x).graph().toString();
    assertTrue(text.contains(" = full(value=1.0) -> float32[2]"), text);
  }
}
