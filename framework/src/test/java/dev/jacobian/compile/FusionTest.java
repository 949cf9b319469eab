package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.fusion.Fusion;
import dev.jacobian.fusion.Unit;
import dev.jacobian.fusion.UnitSchedule;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FusionTest {
  private static final Tensor X = Tensor.ones(4, 3);
  private static final Tensor Y = Tensor.ones(4, 3);

  private static void assertSteps(Compiled.SeveralResults function, String... steps) {
    assertEquals(List.of(steps), Graphs.steps(function, X, Y));
  }

  @Test
  void anElementwiseProgramIsOneKernel() {
    assertSteps(
        t -> List.of(t[0].mul(t[0]).add(t[0].mul(2)).add(1)),
        "1. kernel over [4, 3] (mul, mul, add, add): %0 -> %6");
  }

  @Test
  void aReductionEndsItsChainInTheSameKernel() {
    assertSteps(
        t -> List.of(t[0].sub(t[1]).square().sum(true, 1)),
        "1. kernel over [4, 3] (sub, mul, sum): %0, %1 -> %4");
  }

  @Test
  void whatNeedsAReductionWaitsForIt() {
    assertSteps(
        t -> List.of(t[0].div(t[0].abs().sum(true, 1))),
        "1. kernel over [4, 3] (abs, sum): %0 -> %2",
        "2. kernel over [4, 3] (div): %0, %2 -> %3");
  }

  @Test
  void severalResultsOfOneInputAreOneKernel() {
    assertSteps(
        t -> List.of(t[0].exp(), t[0].sum(true, 0), t[0].max(true, 0, 1), t[0].mul(t[1])),
        "1. kernel over [4, 3] (exp, sum, max, mul): %0, %1 -> %2, %3, %4, %5");
  }

  @Test
  void strangersAreNotFused() {
    assertSteps(
        t -> List.of(t[0].exp(), t[1].sin()),
        "1. kernel over [4, 3] (exp): %0 -> %2",
        "2. kernel over [4, 3] (sin): %1 -> %3");
  }

  @Test
  void twoChainsThatMeetAreOneKernel() {
    assertSteps(
        t -> List.of(t[0].exp().add(t[1].sin())),
        "1. kernel over [4, 3] (exp, sin, add): %0, %1 -> %4");
  }

  @Test
  void nothingIsFusedAcrossAProductThatLiesBetween() {
    assertSteps(
        t -> {
          Tensor before = t[0].sin();
          return List.of(before.matmul(t[1].t()).sum(true, 1).add(before));
        },
        "1. kernel over [4, 3] (sin): %0 -> %2",
        "2. product %3 = 1 * %2[4, 3] x %1[4, 3]^T",
        "3. kernel over [4, 4] (sum): %3 -> %4",
        "4. kernel over [4, 3] (add): %4, %2 -> %5");
  }

  @Test
  void biasAndActivationAfterAProductAreOneKernel() {
    Linear model = new Linear(3, 5, new Generator(1));
    assertEquals(
        List.of(
            "1. product %2 = 1 * %0[4, 3] x %1[5, 3]^T",
            "2. kernel over [4, 5] (add, relu): %2, %3 -> %5"),
        Graphs.steps(t -> List.of(model.forward(t[0]).relu()), X));
  }

  /** W1 of the benchmarks. */
  @Test
  void aLinearRegressionStepIsTwoProductsAndThreeKernels() {
    Linear model = new Linear(10, 1, new Generator(1));
    SGD optimizer = new SGD(model.parameters(), 0.01);
    MSELoss loss = new MSELoss();
    List<String> steps =
        Graphs.steps(
            t -> {
              Tensor value = loss.forward(model.forward(t[0]), t[1]);
              value.backward();
              optimizer.step();
              optimizer.zeroGrad();
              return List.of(value);
            },
            Tensor.ones(64, 10),
            Tensor.ones(64, 1));
    assertEquals(
        List.of("product", "kernel", "kernel", "product", "kernel"),
        steps.stream().map(step -> step.split(" ")[1]).toList(),
        steps.toString());
    assertTrue(steps.get(3).contains("= 1 * number 0 * "), steps.get(3));
    assertTrue(steps.get(3).contains(" + 1 * %"), steps.get(3));
  }

  @Test
  void aSumOfAScaledProductIsComputedByTheProduct() {
    Tensor w = Tensor.ones(3, 3);
    assertSteps(
        t -> {
          w.mulInPlace(0.5).subInPlace(t[0].t().matmul(t[1]).mul(2).mul(() -> 3).neg());
          return List.of();
        },
        "1. product %11 = 2 * number 0 * %0[4, 3]^T x %1[4, 3] + 0.5 * %2");
    assertSteps(
        t -> {
          w.copyInPlace(t[0].t().matmul(t[1]).sub(w));
          return List.of();
        },
        "1. product %4 = 1 * %0[4, 3]^T x %1[4, 3] + -1 * %3");
  }

  @Test
  void aProductThatSomebodyElseReadsIsComputedByItself() {
    Tensor w = Tensor.ones(3, 3);
    assertSteps(
        t -> {
          Tensor product = t[0].t().matmul(t[1]);
          w.addInPlace(product);
          return List.of(product);
        },
        "1. product %2 = 1 * %0[4, 3]^T x %1[4, 3]",
        "2. kernel over [3, 3] (add): %3, %2 -> %4");
  }

  @Test
  void aSumThatDoesNotReplaceItsTensorIsAKernel() {
    Tensor w = Tensor.ones(3, 3);
    assertSteps(
        t -> List.of(w.add(t[0].t().matmul(t[1]))),
        "1. product %2 = 1 * %0[4, 3]^T x %1[4, 3]",
        "2. kernel over [3, 3] (add): %3, %2 -> %4");
  }

  @Test
  void opsWithoutAnExpressionRunByTheirKernelCall() {
    assertSteps(
        t -> List.of(Tensor.concat(0, t[0].neg(), t[1]).cumsum(0).mul(2)),
        "1. kernel over [4, 3] (neg): %0 -> %2",
        "2. op concat: %2, %1 -> %3",
        "3. op cumsum: %3 -> %4",
        "4. kernel over [8, 3] (mul): %4 -> %6");
  }

  @Test
  void aKernelReadsAViewWhereTheValuesLie() {
    assertSteps(
        t -> List.of(t[0].slice(0, 1, 3).t().slice(1, 1, -3, -1).mul(2)),
        "1. kernel over [3, 2] (mul): %0 -> %5");
    assertSteps(
        t -> List.of(t[0].slice(0, 0, 4, 2).add(t[0].slice(0, 1, 4, 2))),
        "1. kernel over [2, 3] (add): %0, %0 -> %3");
  }

  @Test
  void aViewThatIsAResultIsCopiedToo() {
    assertSteps(
        t -> {
          Tensor view = t[0].slice(0, 1, 3);
          return List.of(view, view.mul(2));
        },
        "1. op slice: %0 -> %1",
        "2. kernel over [2, 3] (mul): %0 -> %3");
  }

  @Test
  void kernelsThatWouldReadAViewByLeapsShareACopy() {
    Tensor wide = Tensor.ones(4, 32);
    assertEquals(
        List.of(
            "1. op permute: %0 -> %1",
            "2. kernel over [32, 4] (exp, sum): %1 -> %3",
            "3. kernel over [32, 4] (div): %1, %3 -> %4"),
        Graphs.steps(t -> List.of(t[0].t().div(t[0].t().exp().sum(true, 1))), wide));
  }

  @Test
  void aKernelReadsTenTensorsAtMost() {
    Tensor[] many = new Tensor[25];
    java.util.Arrays.setAll(many, i -> Tensor.ones(4, 3));
    UnitSchedule schedule =
        Graphs.schedule(
            t -> {
              Tensor sum = t[0];
              for (int i = 1; i < t.length; i++) {
                sum = sum.add(t[i]);
              }
              return List.of(sum);
            },
            many);
    assertEquals(3, schedule.units().size());
    schedule.units().forEach(unit -> assertTrue(unit.reads().size() <= 10));
  }

  @Test
  void aKernelHas64MembersAtMost() {
    UnitSchedule schedule =
        Graphs.schedule(
            t -> {
              Tensor x = t[0];
              for (int i = 0; i < 100; i++) {
                x = x.sin();
              }
              return List.of(x);
            },
            X);
    assertEquals(2, schedule.units().size());
  }

  @Test
  void valuesThatAreUsedAgainAndAgainDoNotMakeExpressionsExplode() {
    Compiled.OneResult doubling =
        t -> {
          Tensor x = t[0];
          for (int i = 0; i < 40; i++) {
            x = x.mul(x).add(x).mul(0.4);
          }
          return x;
        };
    Compiled compiled = Compiled.function(doubling);
    for (int run = 0; run < 3; run++) {
      Tensor x = Tensor.ones(4).mul(0.2 * run);
      Agreement.assertClose(doubling.apply(x), compiled.run(x), "run " + run);
    }
  }

  @Test
  void unitsOfRandomProgramsMakeEverythingOnceAndWaitForNoCircle() {
    int units = 0;
    for (int seed = 0; seed < 200; seed++) {
      RandomWorld world = new RandomWorld(seed);
      RandomProgram program = new RandomProgram(seed, world);
      Graph graph = Graphs.settled(program::run, world.arguments(0));
      UnitSchedule schedule = UnitSchedule.of(graph, Fusion.run(graph));
      Set<Node> made = Collections.newSetFromMap(new IdentityHashMap<>());
      for (Unit unit : schedule.units()) {
        units++;
        for (Node read : unit.reads()) {
          assertTrue(
              made.contains(read) || !read.isComputed(),
              "seed " + seed + ": " + unit.label() + " reads " + read + " too early");
        }
        for (Node node : unit.makes()) {
          assertTrue(made.add(node), "seed " + seed + ": " + node + " is made twice");
        }
      }
      for (Node root : graph.roots()) {
        assertTrue(
            made.contains(root.root()) || !root.root().isComputed(),
            "seed " + seed + ": " + root + " is not made");
      }
    }
    assertTrue(units > 1000, units + " units");
  }
}
