package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Gradients;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What large kernels read of their own reductions. */
class RowFusionTest {
  private static final Tensor X = Tensor.ones(400, 300);
  private static final Tensor Y = Tensor.ones(400, 300);

  private static void assertSteps(Compiled.SeveralResults function, String... steps) {
    assertEquals(List.of(steps), Graphs.steps(function, X, Y));
  }

  @Test
  void whatNeedsAReductionOfItsRowIsComputedOnTheWay() {
    assertSteps(
        t -> List.of(t[0].div(t[0].abs().sum(true, 1))),
        "1. kernel over [400, 300] (abs, sum, div): %0 -> %2, %3");
  }

  @Test
  void whatNeedsAReductionOfColumnsWaitsForIt() {
    assertSteps(
        t -> List.of(t[0].div(t[0].abs().sum(true, 0))),
        "1. kernel over [400, 300] (abs, sum): %0 -> %2",
        "2. kernel over [400, 300] (div): %0, %2 -> %3");
  }

  @Test
  void whatIsComputedForEachRowIsComputedOnTheWay() {
    assertSteps(
        t -> List.of(t[0].mul(t[0].square().mean(true, 1).add(1e-3).sqrt())),
        "1. kernel over [400, 300] (mul, sum, div, add, sqrt, mul): %0 -> %2, %7, %8");
  }

  @Test
  void rowsMayHaveAnotherShapeInBetween() {
    assertSteps(
        t -> List.of(t[0].mul(t[0].sum(false, 1).neg().unsqueeze(1))),
        "1. kernel over [400, 300] (sum, neg, mul): %0 -> %1, %3, %5");
  }

  @Test
  void aColumnThatIsAsLongAsARowIsNoRow() {
    Tensor square = Tensor.ones(300, 300);
    assertEquals(
        List.of(
            "1. kernel over [300, 300] (sum): %0 -> %1",
            "2. kernel over [300, 300] (mul): %0, %2 -> %3"),
        Graphs.steps(t -> List.of(t[0].mul(t[0].sum(false, 1))), square));
  }

  @Test
  void whatRowsGiveIsThereForOthersToo() {
    assertSteps(
        t -> {
          Tensor mean = t[0].sum(true, 1).div(300);
          return List.of(t[0].sub(mean), mean, mean.exp().sum());
        },
        "1. kernel over [400, 300] (sum, div, sub): %0 -> %1, %3, %4",
        "2. kernel over [400, 1] (exp, sum): %3 -> %6");
  }

  @Test
  void softmaxAndLayerNormAreOneKernel() {
    assertEquals(1, Graphs.steps(t -> List.of(t[0].softmax(-1)), X).size());
    assertEquals(1, Graphs.steps(t -> List.of(t[0].logSoftmax(-1).mul(t[1])), X, Y).size());
    LayerNorm norm = new LayerNorm(300);
    assertEquals(1, Graphs.steps(t -> List.of(norm.forward(t[0])), X).size());
  }

  @Test
  void layerNormWithItsGradientsIsOneKernel() {
    LayerNorm norm = new LayerNorm(300);
    Tensor x = Tensor.randn(new Generator(2), 400, 300).setRequiresGrad(true);
    List<Tensor> inputs =
        List.of(x, norm.parameters().get(0).tensor(), norm.parameters().get(1).tensor());
    List<String> steps =
        Graphs.steps(
            t -> {
              Tensor y = norm.forward(t[0]);
              List<Tensor> results = new ArrayList<>(List.of(y));
              results.addAll(Gradients.of(List.of(y), inputs, List.of(t[1]), false, false));
              return results;
            },
            x,
            Y);
    assertEquals(1, steps.size(), steps.toString());
  }

  /** Parts of 1,024 rows of 16 begin in the middle of 20 rows that repeat. */
  @Test
  void whatRepeatsAfterSomeRowsIsReadFromWhereAPartBegins() {
    Tensor x = Tensor.randn(new Generator(3), 256, 20, 16);
    Tensor places = Tensor.randn(new Generator(4), 20, 16).setRequiresGrad(true);
    LayerNorm norm = new LayerNorm(16);
    Compiled.SeveralResults function =
        t -> {
          Tensor y = norm.forward(t[0].add(t[1]));
          List<Tensor> results = new ArrayList<>(List.of(y));
          results.addAll(Gradients.of(List.of(y), List.of(t[1]), List.of(t[0]), false, false));
          return results;
        };
    List<Tensor> expected = function.apply(x, places);
    Compiled compiled = Compiled.functions(function);
    for (int run = 0; run < 2; run++) {
      List<Tensor> actual = compiled.runAll(x, places);
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(expected.get(i).toFloatArray(), actual.get(i).toFloatArray(), 1e-3f);
      }
    }
  }

  @Test
  void aProductBetweenARowAndItsReaderDividesThem() {
    Tensor weight = Tensor.randn(new Generator(1), 1, 300);
    assertSteps(
        t -> List.of(t[0].mul(t[0].sum(true, 1).matmul(weight))),
        "1. kernel over [400, 300] (sum): %0 -> %1",
        "2. product %3 = 1 * %1[400, 1] x %2[1, 300]",
        "3. kernel over [400, 300] (mul): %0, %3 -> %4");
  }

  @Test
  void rowsThatAreNotReducedAlikeAreNotWalkedTogether() {
    Tensor cube = Tensor.ones(20, 40, 300);
    assertEquals(
        List.of(
            "1. kernel over [20, 40, 300] (sum): %0 -> %1",
            "2. kernel over [20, 40, 1] (div): %1 -> %3",
            "3. kernel over [20, 40, 300] (sub, sum, div, sub): %0, %3 -> %4, %5, %7, %8"),
        Graphs.steps(
            t -> List.of(t[0].sub(t[0].mean(true, 2)), t[0].sub(t[0].mean(true, 1, 2))), cube));
  }

  /** Chains of elementwise functions, and of reductions that are read again, with gradients. */
  @Test
  @NeedsCompiler
  void programsOfRowsDoTheSameAsEagerly() {
    for (int seed = 0; seed < 60; seed++) {
      int chosen = seed;
      try (MemoryScope scope = MemoryScope.open()) {
        Compiled compiled = Compiled.functions(t -> program(chosen, t));
        for (int run = 0; run < 2; run++) {
          Generator generator = new Generator(100 * seed + run);
          Tensor x = Tensor.randn(generator, 260, 256).setRequiresGrad(true);
          Tensor weight = Tensor.randn(generator, 256).setRequiresGrad(true);
          Tensor column = Tensor.randn(generator, 260, 1).setRequiresGrad(true);
          Agreement.assertClose(
              program(seed, x, weight, column),
              compiled.runAll(x, weight, column),
              "seed " + seed + ", run " + run);
        }
      }
    }
  }

  private static List<Tensor> program(int seed, Tensor... inputs) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Tensor> made = new ArrayList<>(List.of(inputs));
    for (int i = 0; i < 9; i++) {
      Tensor x = made.get(made.size() - 1 - random.nextInt(Math.min(4, made.size())));
      Tensor y = made.get(random.nextInt(made.size()));
      made.add(
          switch (random.nextInt(9)) {
            case 0 -> x.tanh();
            case 1 -> x.sub(y).mul(0.5);
            case 2 -> x.add(y).sigmoid();
            case 3 -> x.mul(y).tanh();
            case 4 -> x.mean(true, -1);
            case 5 -> x.max(true, -1);
            case 6 -> x.square().mean(true, -1).add(0.5).sqrt();
            case 7 -> x.softmax(-1);
            default -> x.add(inputs[0]).sum(false, -1).mul(0.01).unsqueeze(-1);
          });
    }
    Tensor last = made.get(made.size() - 1).add(inputs[0]);
    List<Tensor> results = new ArrayList<>(List.of(last, made.get(made.size() - 2).neg()));
    if (seed % 2 == 0) {
      results.addAll(
          Gradients.of(
              List.of(last.mul(inputs[1]).sin().mean()), List.of(inputs[0], inputs[1]), false));
    }
    return results;
  }
}
