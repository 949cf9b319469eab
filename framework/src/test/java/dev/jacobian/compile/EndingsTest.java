package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.Clipping;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Kernels that end with what is computed of the columns that they have reduced. */
class EndingsTest {
  private static final Tensor X = Tensor.ones(400, 300);
  private static final Tensor Y = Tensor.ones(400, 300);

  private final Tensor bias = Tensor.ones(300);

  private static void assertSteps(Compiled.SeveralResults function, String... steps) {
    assertEquals(List.of(steps), Graphs.steps(function, X, Y));
  }

  /** Returns what the steps of a function do, without what they read and make. */
  private static List<String> kinds(Compiled.SeveralResults function, Tensor... arguments) {
    List<String> kinds = new ArrayList<>();
    for (String step : Graphs.steps(function, arguments)) {
      String[] words = step.replace(":", "").split(" ");
      kinds.add(
          step.contains("(")
              ? step.substring(step.indexOf('(') + 1, step.indexOf(')'))
              : words[words[1].equals("op") ? 2 : 1]);
    }
    return kinds;
  }

  private Tensor gradient(Tensor... t) {
    return t[0].mul(t[1]).sum(false, 0).mul(0.1);
  }

  @Test
  void aBiasIsUpdatedByTheKernelThatSumsItsGradient() {
    assertSteps(
        t -> {
          bias.subInPlace(gradient(t));
          return List.of();
        },
        "1. kernel over [400, 300] (mul, sum, mul, sub): %0, %1, %7 -> %3, %8");
  }

  @Test
  void theKernelMayReadTheBiasToo() {
    assertSteps(
        t -> {
          bias.subInPlace(t[0].add(bias).sum(false, 0));
          return List.of();
        },
        "1. kernel over [400, 300] (add, sum, sub): %0, %1 -> %3, %5");
  }

  @Test
  void whatSeveralColumnsBecameIsReadTogether() {
    assertSteps(
        t -> {
          Tensor mean = t[0].mean(true, 0);
          return List.of(t[0].square().mean(true, 0).sub(mean.square()).sqrt(), mean);
        },
        "1. kernel over [400, 300] (sum, mul, sum, div, div, mul, sub, sqrt): %0 ->"
            + " %1, %5, %3, %9");
  }

  @Test
  void rowsEndNoKernel() {
    Tensor column = Tensor.ones(4);
    assertEquals(
        2,
        Graphs.steps(
                t -> {
                  column.subInPlace(t[0].mul(t[1]).sum(false, 1));
                  return List.of();
                },
                Tensor.ones(4, 3),
                Tensor.ones(4, 3))
            .size());
  }

  @Test
  void anotherOrderOfElementsIsReadApart() {
    Tensor turned = Tensor.ones(20, 15);
    assertEquals(
        List.of("sum", "add"),
        kinds(t -> List.of(t[0].sum(false, 0).reshape(15, 20).add(turned.t())), X));
  }

  @Test
  void oldValuesThatAreReadLaterKeepTheUpdateApart() {
    assertEquals(
        List.of("mul, sum", "product", "add", "mul, sub"),
        kinds(
                t -> {
                  Tensor product = t[0].mul(t[1]);
                  Tensor after = product.matmul(t[1].t()).matmul(t[0]).add(bias);
                  bias.subInPlace(product.sum(false, 0).mul(0.1));
                  return List.of(after);
                },
                X,
                Y)
            .stream()
            .distinct()
            .toList());
  }

  @Test
  void anUpdateWaitsForACheckOfItsGradient() {
    Linear model = new Linear(5, 7, new Generator(1));
    SGD optimizer = new SGD(model.parameters(), 0.1);
    List<String> kinds =
        kinds(
            t -> {
              optimizer.zeroGrad();
              model.forward(t[0]).square().sum().backward();
              Clipping.byGlobalNorm(model.parameters(), 1);
              optimizer.step();
              return List.of();
            },
            Tensor.ones(9, 5));
    int last = kinds.lastIndexOf("check");
    assertTrue(last > 0, kinds.toString());
    assertTrue(
        kinds.subList(0, last).stream().noneMatch(kind -> kind.endsWith("mul, add")),
        kinds.toString());
  }

  @Test
  void anUpdateWaitsForWhatMayRefuseTheDataOfTheStep() {
    Tensor index = Tensor.of(new long[] {2, 0});
    assertEquals(
        List.of("mul, sum", "indexSelect", "mul, sub"),
        kinds(
            t -> {
              Tensor sums = t[0].mul(t[1]).sum(false, 0);
              bias.subInPlace(sums.mul(0.1));
              return List.of(sums.indexSelect(0, index));
            },
            X,
            Y));
    Tensor whole = Tensor.of(new long[] {7});
    assertEquals(
        List.of("mul, sum, sum", "cast", "floorDiv", "mul, sub"),
        kinds(
            t -> {
              Tensor product = t[0].mul(t[1]);
              bias.subInPlace(product.sum(false, 0).mul(0.1));
              return List.of(whole.floorDiv(product.sum().to(DType.INT64)));
            },
            X,
            Y));
  }

  /** The gradient of an embedding looks at indices that have been looked at before. */
  @Test
  void anIndexThatHasBeenAcceptedIsNotRefusedLater() {
    Embedding embedding = new Embedding(11, 6);
    Linear linear = new Linear(6, 4, new Generator(2));
    List<Parameter> parameters = new ArrayList<>(embedding.parameters());
    parameters.addAll(linear.parameters());
    SGD optimizer = new SGD(parameters, 0.1);
    List<String> kinds =
        kinds(
            t -> {
              optimizer.zeroGrad();
              linear.forward(embedding.forward(t[0])).relu().sum().backward();
              optimizer.step();
              return List.of();
            },
            Tensor.of(new long[] {1, 10, 3, 3, 0}));
    assertTrue(kinds.indexOf("indexAdd") > 0, kinds.toString());
    assertTrue(
        kinds.subList(0, kinds.indexOf("indexAdd")).stream()
            .anyMatch(kind -> kind.endsWith("sum, mul, add")),
        kinds.toString());
  }

  /** Eager and compiled steps, whose updates are parts of the kernels that sum gradients. */
  @Test
  void updatesAreThoseOfEagerSteps() {
    for (boolean isAdam : List.of(false, true)) {
      Module[] models = new Module[2];
      Optimizer[] optimizers = new Optimizer[2];
      for (int i = 0; i < 2; i++) {
        Generator generator = new Generator(1);
        models[i] =
            new Sequential(
                new Linear(30, 40, generator),
                new LayerNorm(40),
                new ReLU(),
                new Linear(40, 5, generator));
        optimizers[i] =
            isAdam ? new Adam(models[i].parameters(), 0.01) : new SGD(models[i].parameters(), 0.05);
      }
      Tensor x = Tensor.randn(new Generator(2), 600, 30);
      Tensor y = Tensor.randn(new Generator(3), 600, 5);
      CompiledStep step = CompiledStep.of(models[1], new MSELoss(), optimizers[1]);
      for (int run = 0; run < 4; run++) {
        optimizers[0].zeroGrad();
        new MSELoss().forward(models[0].forward(x), y).backward();
        optimizers[0].step();
        step.run(x, y);
        for (int p = 0; p < models[0].parameters().size(); p++) {
          Agreement.assertClose(
              models[0].parameters().get(p).tensor(),
              models[1].parameters().get(p).tensor(),
              "parameter " + p + " after run " + run);
        }
      }
    }
  }
}
