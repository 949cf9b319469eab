package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.nn.LayerRows;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.MultiheadAttention;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer gives the same results and gradients compiled as eagerly. */
@NeedsCompiler
class LayerAgreementTest {
  private static final int RUNS = 4;

  static Stream<String> names() {
    return LayerRows.all().keySet().stream();
  }

  @Test
  void theRowsHoldEveryLayer() {
    long classes =
        LayerRows.all().values().stream().map(layer -> layer.get().getClass()).distinct().count();
    assertEquals(75, classes);
  }

  private static Tensor input(int run) {
    return Creation.normal(new Generator(run), Shape.of(2, 2, 3), DType.FLOAT64, Device.cpu());
  }

  @ParameterizedTest
  @MethodSource("names")
  void resultsAndGradients(String name) {
    Module eager = LayerRows.all().get(name).get();
    Module captured = LayerRows.all().get(name).get();
    captured.loadStateDict(eager.stateDict());
    Compiled compiled = Compiled.functions(t -> withGradients(captured, t[0]));
    for (int run = 0; run < RUNS; run++) {
      Agreement.assertClose(
          withGradients(eager, input(run)), compiled.runAll(input(run)), name + ", result");
      List<Parameter> parameters = captured.parameters();
      for (int i = 0; i < parameters.size(); i++) {
        Agreement.assertClose(
            eager.parameters().get(i).grad(), parameters.get(i).grad(), name + ", run " + run);
      }
      List<Tensor> buffers = List.copyOf(captured.namedBuffers().values());
      Agreement.assertClose(
          List.copyOf(eager.namedBuffers().values()), buffers, name + ", buffers " + run);
    }
    assertEquals(true, compiled.isCompiled(input(0)));
  }

  /** Gradients of parameters add up from run to run. */
  private static List<Tensor> withGradients(Module layer, Tensor input) {
    Tensor x = input.detach().setRequiresGrad(true);
    Tensor y = layer.forward(x);
    y.square().sum().backward();
    Tensor gradient = x.grad();
    if (gradient == null) {
      throw new AssertionError("no gradient arrived");
    }
    return List.of(y, gradient);
  }

  @ParameterizedTest
  @MethodSource("names")
  void resultsInEvaluation(String name) {
    assertFollowsInputs(name, LayerRows.all().get(name).get().eval());
  }

  @ParameterizedTest
  @MethodSource("names")
  void resultsWithoutGradients(String name) {
    try (Autograd.Guard guard = Autograd.noGrad()) {
      assertFollowsInputs(name, LayerRows.all().get(name).get().eval());
    }
  }

  /** It once gave what it had been captured with; with one head it lay as if it were packed. */
  @Test
  void anAttentionOfSeveralHeadsWithoutGradients() {
    MultiheadAttention layer = new MultiheadAttention(4, 2);
    Compiled compiled = Compiled.function(t -> layer.forward(t[0]));
    try (Autograd.Guard guard = Autograd.noGrad()) {
      for (int run = 0; run < RUNS; run++) {
        Tensor x = Tensor.randn(new Generator(run), 3, 2, 4);
        Agreement.assertClose(layer.forward(x), compiled.run(x), "run " + run);
      }
    }
  }

  private static void assertFollowsInputs(String name, Module layer) {
    Compiled compiled = Compiled.function(t -> layer.forward(t[0]));
    for (int run = 0; run < RUNS; run++) {
      Agreement.assertClose(layer.forward(input(run)), compiled.run(input(run)), name);
    }
  }
}
