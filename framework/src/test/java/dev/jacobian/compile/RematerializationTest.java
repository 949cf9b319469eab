package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.fusion.Unit;
import dev.jacobian.fusion.UnitSchedule;
import dev.jacobian.nn.GELU;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Gradients;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gradient needs of a forward pass, and large kernels compute anew. */
class RematerializationTest {
  private static final int ROWS = 512;
  private static final int WIDTH = 160;

  private static final Tensor X = Tensor.randn(new Generator(1), ROWS, 8);
  private static final Tensor W = Tensor.randn(new Generator(2), 8, WIDTH);
  private static final Tensor V = Tensor.randn(new Generator(3), WIDTH, 8);

  /** Returns a function between two products, and the gradient of its input's weights. */
  private static Compiled.SeveralResults between(UnaryOperator<Tensor> activation) {
    return t -> {
      Tensor w = t[1].detach().setRequiresGrad(true);
      Tensor y = activation.apply(t[0].matmul(w)).matmul(t[2]);
      List<Tensor> gradients =
          Gradients.of(List.of(y), List.of(w), List.of(y.detach()), false, false);
      return List.of(y, gradients.get(0));
    };
  }

  private static List<String> kernels(UnaryOperator<Tensor> activation, Tensor... arguments) {
    return Graphs.steps(between(activation), arguments).stream()
        .filter(step -> step.contains("kernel"))
        .toList();
  }

  @Test
  void ofGeluItsInputAndItsResultStay() {
    assertEquals(
        List.of(
            "2. kernel over [512, 160] (mul, mul, erf, add, mul): %3 -> %11",
            "5. kernel over [512, 160] (mul, mul, erfBackward, mul, mul, add, erf, add, mul, mul):"
                + " %13, %3 -> %19"),
        kernels(Tensor::gelu, X, W, V));
  }

  @Test
  void whatStaysInTheCacheIsReadAgain() {
    List<String> kernels = kernels(Tensor::gelu, X.narrow(0, 0, 64).contiguous(), W, V);
    assertTrue(kernels.get(0).endsWith("-> %5, %7, %10, %11"), kernels.toString());
  }

  @Test
  void whatIsReturnedIsStoredAndComputedAnew() {
    Compiled.SeveralResults function =
        t -> {
          Tensor w = t[1].detach().setRequiresGrad(true);
          Tensor h = t[0].matmul(w);
          Tensor s = h.sigmoid();
          Tensor y = h.mul(s).matmul(t[2]);
          List<Tensor> gradients =
              Gradients.of(List.of(y), List.of(w), List.of(y.detach()), false, false);
          return List.of(s, gradients.get(0));
        };
    UnitSchedule schedule = Graphs.schedule(function, X, W, V);
    List<Unit.KernelUnit> kernels = new ArrayList<>();
    for (Unit unit : schedule.units()) {
      if (unit instanceof Unit.KernelUnit kernel && kernel.kernel().space().size() > 1) {
        kernels.add(kernel);
      }
    }
    Unit.KernelUnit last = kernels.get(kernels.size() - 1);
    assertTrue(last.label().contains("sigmoid"), last.label());
    assertEquals(
        1,
        kernels.stream()
            .flatMap(kernel -> kernel.makes().stream())
            .filter(node -> "sigmoid".equals(node.source().label()))
            .count());
    assertAgrees(function, 3);
  }

  /** The weight of a step is replaced in it; a gradient that reads its old values comes before. */
  @Test
  void stepsOfWhatReadsItsWeightsAgainAgree() {
    List<Tensor> losses = new ArrayList<>();
    for (boolean compiles : List.of(false, true)) {
      Generator generator = new Generator(5);
      Module model = new Sequential(new Linear(8, WIDTH), new GELU(), new Linear(WIDTH, 8));
      for (int i = 0; i < model.parameters().size(); i++) {
        Tensor p = model.parameters().get(i).tensor();
        p.detach().copyInPlace(Tensor.randn(generator, p.shape().dims()).mul(0.1));
      }
      MSELoss lossFn = new MSELoss();
      SGD optimizer = new SGD(model.parameters(), 0.1);
      CompiledStep step = CompiledStep.of(model, lossFn, optimizer);
      Tensor y = Tensor.randn(new Generator(6), ROWS, 8);
      for (int run = 0; run < 4; run++) {
        if (compiles) {
          step.run(X, y);
        } else {
          optimizer.zeroGrad();
          lossFn.forward(model.forward(X), y).backward();
          optimizer.step();
        }
      }
      losses.add(lossFn.forward(model.forward(X), y).detach());
    }
    Agreement.assertClose(losses.get(0), losses.get(1), "loss");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void chainsOfFunctionsAgree(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<UnaryOperator<Tensor>> steps =
        List.of(
            Tensor::tanh,
            Tensor::sigmoid,
            Tensor::square,
            Tensor::silu,
            Tensor::gelu,
            x -> x.mul(0.3).add(1),
            x -> x.softmax(-1),
            x -> x.sub(x.mean(true, 1)),
            x -> x.mul(x.abs().sum(true, 0).reciprocal()),
            x -> x.gt(0.1).where(x, 0.1));
    List<UnaryOperator<Tensor>> chain = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      chain.add(steps.get(random.nextInt(steps.size())));
    }
    assertAgrees(
        between(
            x -> {
              Tensor result = x;
              for (UnaryOperator<Tensor> step : chain) {
                Tensor next = step.apply(result);
                result = next;
              }
              return result;
            }),
        seed);
  }

  private static void assertAgrees(Compiled.SeveralResults function, int seed) {
    Compiled compiled = Compiled.functions(function);
    for (int run = 0; run < 3; run++) {
      try (MemoryScope scope = MemoryScope.open()) {
        Tensor x = Tensor.randn(new Generator(10 * seed + run), ROWS, 8);
        Agreement.assertClose(
            function.apply(new Tensor[] {x, W, V}), compiled.runAll(x, W, V), "seed " + seed);
      }
    }
  }
}
