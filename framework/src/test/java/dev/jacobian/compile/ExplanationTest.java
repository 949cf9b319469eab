package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.MultiheadAttention;
import dev.jacobian.nn.MultiheadAttentionOptions;
import dev.jacobian.optim.Clipping;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

@NeedsCompiler
class ExplanationTest {
  @Test
  void aProgramIsPrintedWithGraphStepsBuffersAndSource() {
    String text =
        Graphs.explanation(t -> List.of(t[0].mul(t[0]).add(t[0].mul(2)).add(1)), Tensor.ones(1000));
    assertTrue(
        text.startsWith(
            """
            graph
              %0 = argument 0 -> float32[1000]
              %1 = mul(%0, %0) -> float32[1000]
              %2 = 2 -> float32[]
              %3 = mul(%0, %2) -> float32[1000]
              %4 = add(%1, %3) -> float32[1000]
              %5 = 1 -> float32[]
              %6 = add(%4, %5) -> float32[1000]
              return %6
            steps
              1. kernel over [1000] (mul, mul, add, add): %0 -> %6
            buffers: 0 B (0 B without sharing)
            source
            """),
        text);
    assertTrue(text.contains("public final class Kernel implements KernelBody"), text);
    assertTrue(text.contains("// constants[0] = 2.0"), text);
  }

  @Test
  void whatAFunctionLeavesBehindIsPrinted() {
    Linear model = new Linear(3, 2, new Generator(1));
    Tensor state = Tensor.ones(2, 2);
    List<String> graph =
        Graphs.print(
            Graphs.settled(
                t -> {
                  model.weight().tensor().setGrad(null);
                  model.bias().tensor().setGrad(null);
                  model.forward(t[0]).mul(3).sum().backward();
                  model.weight().tensor().setGrad(null);
                  state.copyInPlace(state.matmul(state));
                  t[1].addInPlace(1);
                  return List.of(t[0].neg(), t[1]);
                },
                Tensor.ones(4, 3),
                Tensor.ones(2)));
    List<String> end = graph.subList(graph.size() - 5, graph.size());
    assertTrue(end.get(0).matches("write %\\d+ to state 2"), end.toString());
    assertTrue(end.get(1).matches("write %\\d+ to argument 1"), end.toString());
    assertEquals("clear the gradient of state 0", end.get(2));
    assertTrue(end.get(3).matches("leave %\\d+ as the gradient of state 1"), end.toString());
    assertTrue(end.get(4).matches("return %\\d+, %\\d+"), end.toString());
  }

  @Test
  void checksAndDrawsAndCopiesAreSteps() {
    Linear model = new Linear(2, 2, new Generator(1));
    Tensor state = Tensor.ones(2, 2);
    Generator generator = new Generator(2);
    List<String> steps =
        Graphs.steps(
            t -> {
              model.zeroGrad();
              model.forward(Tensor.rand(generator, 3, 2)).square().sum().backward();
              Clipping.byGlobalNorm(model.parameters(), 1);
              state.copyInPlace(state.matmul(state));
              return List.of();
            });
    String all = String.join("\n", steps);
    assertTrue(all.contains("op random UNIFORM from draw 0:  -> %"), all);
    assertTrue(all.contains("op check: %"), all);
    assertTrue(steps.get(steps.size() - 1).matches("\\d+\\. copy %\\d+ to state 2"), all);
  }

  @Test
  void headsAreReadWhereTheProductOfTheirLayerHasPutThem() {
    MultiheadAttention model =
        new MultiheadAttention(8, 2, MultiheadAttentionOptions.defaults().withBatchFirst(true));
    List<String> steps =
        Graphs.steps(
            t -> {
              model.zeroGrad();
              model.forward(t[0]).square().sum().backward();
              return List.of();
            },
            Tensor.ones(3, 5, 8));
    List<String> moves =
        steps.stream()
            .filter(step -> step.matches("\\d+\\. op .*"))
            .map(step -> step.replaceAll("\\d+\\. op |:.*", ""))
            .toList();
    assertEquals(List.of("attention", "attentionGradient", "concat"), moves, steps.toString());
  }

  @Test
  void everySignatureIsExplainedTheNewestFirst() {
    Compiled compiled = Compiled.function(t -> t[0].neg());
    compiled.run(Tensor.ones(2));
    compiled.run(Tensor.ones(5));
    String text = compiled.explain();
    assertTrue(text.indexOf("float32[5]") < text.indexOf("float32[2]"), text);
    assertEquals(2, text.split("steps\n", -1).length - 1);
  }

  @Test
  void aSourceThatSeveralKernelsShareIsPrintedOnce() {
    String text =
        Graphs.explanation(
            t -> List.of(t[0].mul(2), t[1].mul(2)), Tensor.ones(3), Tensor.ones(2, 2));
    assertEquals(1, text.split("public final class Kernel ", -1).length - 1, text);
  }
}
