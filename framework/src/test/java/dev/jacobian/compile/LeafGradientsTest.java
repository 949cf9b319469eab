package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.nn.Linear;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What leaves have collected before and after runs of a compiled function. */
@NeedsCompiler
class LeafGradientsTest {
  private static final int RUNS = 4;

  /** A small regression, once for eager runs and once for compiled ones. */
  private static final class Problem {
    final Linear model = new Linear(3, 2, new Generator(1));
    final SGD optimizer = new SGD(model.parameters(), 0.1);

    Tensor loss(Tensor x) {
      return model.forward(x).square().mean();
    }
  }

  private static Tensor input(int run) {
    return Tensor.randn(new Generator(run), 4, 3);
  }

  /** Runs a function eagerly and compiled, with something done before each run. */
  private static Compiled check(
      Function<Problem, Compiled.OneResult> function, Consumer<Problem> before) {
    Problem eager = new Problem();
    Problem captured = new Problem();
    Compiled.OneResult expected = function.apply(eager);
    Compiled compiled = Compiled.function(function.apply(captured));
    int replays = 0;
    for (int run = 0; run < RUNS; run++) {
      before.accept(eager);
      before.accept(captured);
      replays += compiled.isCompiled(input(run)) ? 1 : 0;
      String what = "run " + run + ": ";
      Agreement.assertClose(
          expected.apply(input(run)), compiled.run(input(run)), what + "the result");
      for (int i = 0; i < 2; i++) {
        Tensor parameter = captured.model.parameters().get(i).tensor();
        Agreement.assertClose(
            eager.model.parameters().get(i).tensor(), parameter, what + "parameter " + i);
        Agreement.assertClose(
            eager.model.parameters().get(i).grad(), parameter.grad(), what + "gradient " + i);
      }
    }
    assertTrue(replays >= RUNS - 2, replays + " replays");
    return compiled;
  }

  private static Consumer<Problem> nothing() {
    return problem -> {};
  }

  @Test
  void gradientsAddUpOverRuns() {
    check(
        problem ->
            t -> {
              Tensor loss = problem.loss(t[0]);
              loss.backward();
              return loss;
            },
        nothing());
  }

  /** They once went by what had stood there in the captured run. */
  @Test
  void gradientsOfWhatIsChangedInPlaceGoByItsValuesBefore() {
    check(
        problem ->
            t -> {
              problem.optimizer.zeroGrad();
              Tensor y = problem.model.forward(t[0]);
              y.mulInPlace(problem.model.parameters().get(1).tensor());
              y.narrow(0, 1, 2).absInPlace();
              Tensor loss = y.square().mean();
              loss.backward();
              problem.optimizer.step();
              return loss;
            },
        nothing());
  }

  @Test
  void clearingThemAtTheStartLeavesThoseOfTheRun() {
    Compiled compiled =
        check(
            problem ->
                t -> {
                  problem.optimizer.zeroGrad();
                  Tensor loss = problem.loss(t[0]);
                  loss.backward();
                  problem.optimizer.step();
                  return loss;
                },
            nothing());
    assertEquals(1, compiled.explain().split("steps\n", -1).length - 1, compiled.explain());
  }

  @Test
  void clearingThemBetweenForwardAndBackwardLeavesThoseOfTheRun() {
    check(
        problem ->
            t -> {
              Tensor loss = problem.loss(t[0]);
              problem.optimizer.zeroGrad();
              loss.backward();
              problem.optimizer.step();
              return loss;
            },
        nothing());
  }

  @Test
  void aRunThatClearsThemAtItsEndAddsToWhatItFinds() {
    int[] runs = new int[1];
    check(
        problem ->
            t -> {
              Tensor loss = problem.loss(t[0]);
              loss.backward();
              problem.optimizer.step();
              problem.optimizer.zeroGrad();
              return loss;
            },
        problem -> {
          // Both problems, two runs without and two with a gradient from before.
          if (runs[0]++ >= RUNS) {
            problem.loss(input(9)).backward();
          }
        });
    assertEquals(2 * RUNS, runs[0]);
  }

  @Test
  void aRunThatWasCapturedWithAGradientToAddToDoesNotNeedOne() {
    int[] runs = new int[1];
    check(
        problem ->
            t -> {
              Tensor loss = problem.loss(t[0]);
              loss.backward();
              problem.optimizer.step();
              problem.optimizer.zeroGrad();
              return loss;
            },
        problem -> {
          if (runs[0]++ < RUNS) {
            problem.loss(input(9)).backward();
          }
        });
  }

  @Test
  void aStepAloneFollowsTheGradientsOfEagerBackwards() {
    check(
        problem ->
            t -> {
              problem.optimizer.step();
              return t[0].mul(2);
            },
        problem -> {
          problem.optimizer.zeroGrad();
          problem.loss(input(7)).backward();
        });
  }

  @Test
  void aStepWithoutGradientsIsCapturedAgainOnceThereAreSome() {
    check(
        problem ->
            t -> {
              problem.optimizer.step();
              problem.optimizer.zeroGrad();
              Tensor loss = problem.loss(t[0]);
              loss.backward();
              return loss;
            },
        nothing());
  }

  @Test
  void theOldGradientCanBeReadAfterTheNewOneIsMade() {
    check(
        problem ->
            t -> {
              Tensor weight = problem.model.weight().tensor();
              Tensor old = weight.grad();
              Tensor before = old == null ? weight.detach().mul(0) : old.detach();
              Tensor loss = problem.loss(t[0]);
              loss.backward();
              return before.matmul(t[0].t()).sum().add(loss);
            },
        nothing());
  }

  @Test
  void aGradientCanBeReplacedByOneThatReadsItInAnotherOrder() {
    Tensor eager = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).setRequiresGrad(true);
    Tensor captured = eager.detach().copy().setRequiresGrad(true);
    Compiled compiled = Compiled.function(t -> turn(captured, t[0]));
    for (int run = 0; run < RUNS; run++) {
      Tensor x = Tensor.randn(new Generator(run), 2, 2);
      assertArrayEquals(turn(eager, x).toFloatArray(), compiled.run(x).toFloatArray());
      Tensor wanted = eager.grad();
      Tensor got = captured.grad();
      assertNotNull(wanted);
      assertNotNull(got);
      assertArrayEquals(wanted.toFloatArray(), got.toFloatArray(), "run " + run);
    }
  }

  /** Adds to the transpose of the gradient, by a product that reads all of it. */
  private static Tensor turn(Tensor leaf, Tensor x) {
    Tensor old = leaf.grad();
    leaf.setGrad(old == null ? x.copy() : old.t().matmul(x).add(1));
    return x.sum();
  }

  @Test
  void aGradientThatWasReplacedByTheUserIsWhatTheNextRunAddsTo() {
    Problem problem = new Problem();
    Tensor bias = problem.model.bias().tensor();
    Compiled compiled =
        Compiled.function(
            t -> {
              problem.loss(t[0]).backward();
              return t[0];
            });
    compiled.run(input(1));
    compiled.run(input(1));
    Tensor once = bias.grad();
    assertNotNull(once);
    float[] twice = once.toFloatArray();
    bias.setGrad(Tensor.of(new float[] {100, 200}));
    compiled.run(input(1));
    Tensor grad = bias.grad();
    assertNotNull(grad);
    assertArrayEquals(
        new float[] {100 + twice[0] / 2, 200 + twice[1] / 2}, grad.toFloatArray(), 1e-5f);
  }

  @Test
  void replayedGradientsCanBeAddedToEagerly() {
    Problem problem = new Problem();
    Compiled compiled =
        Compiled.function(
            t -> {
              problem.optimizer.zeroGrad();
              Tensor loss = problem.loss(t[0]);
              loss.backward();
              return loss;
            });
    compiled.run(input(1));
    compiled.run(input(1));
    Tensor once = problem.model.bias().grad();
    assertNotNull(once);
    float[] values = once.toFloatArray();
    problem.loss(input(1)).backward();
    Tensor twice = problem.model.bias().grad();
    assertNotNull(twice);
    assertEquals(2 * values[0], twice.toFloatArray()[0], 1e-6f);
    assertArrayEquals(values, once.toFloatArray());
  }

  @Test
  void anArgumentCollectsItsGradientToo() {
    Tensor x = Tensor.of(new float[] {1, 2}).setRequiresGrad(true);
    Compiled compiled =
        Compiled.functions(
            t -> {
              t[0].square().sum().backward();
              return List.of();
            });
    for (int run = 1; run <= RUNS; run++) {
      assertEquals(List.of(), compiled.runAll(x));
      Tensor grad = x.grad();
      assertNotNull(grad);
      assertArrayEquals(new float[] {2 * run, 4 * run}, grad.toFloatArray(), "run " + run);
    }
    Tensor other = Tensor.of(new float[] {5, 6}).setRequiresGrad(true);
    compiled.runAll(other);
    Tensor grad = other.grad();
    assertNotNull(grad);
    assertArrayEquals(new float[] {10, 12}, grad.toFloatArray());
  }

  @Test
  void nothingIsCollectedWithoutGradientMode() {
    Problem problem = new Problem();
    Compiled compiled = Compiled.function(t -> problem.loss(t[0]).mul(2));
    try (Autograd.Guard mode = Autograd.noGrad()) {
      compiled.run(input(1));
      assertTrue(compiled.isCompiled(input(1)));
    }
    assertNull(problem.model.bias().grad());
  }

  @Test
  void aCaptureLeavesGradientsAsTheyWere() {
    Tensor x = Tensor.of(new float[] {3, 4});
    for (boolean clears : new boolean[] {false, true}) {
      for (boolean hadOne : new boolean[] {false, true}) {
        Tensor w = Tensor.of(new float[] {1, 2}).setRequiresGrad(true);
        if (hadOne) {
          w.setGrad(Tensor.of(new float[] {5, 6}));
        }
        CapturedGraph captured =
            CapturedGraph.function(
                t -> {
                  if (clears) {
                    w.setGrad(null);
                  }
                  Tensor loss = w.mul(t[0]).sum();
                  loss.backward();
                  return loss;
                },
                x);
        assertEquals(1, captured.graph().gradients().size());
        if (hadOne) {
          assertArrayEquals(new float[] {5, 6}, w.grad().toFloatArray());
        } else {
          assertNull(w.grad());
        }
      }
    }
  }
}
