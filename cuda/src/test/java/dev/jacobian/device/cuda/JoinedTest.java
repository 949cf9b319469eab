package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Small launches that follow each other are one, and give what they give one by one. */
class JoinedTest {
  @BeforeEach
  void needsCompiler() {
    Emulated.assumeBesideTheCpu();
  }

  @AfterEach
  void nothingIsWrittenOutside() {
    Fakes.checkGuards();
  }

  /** What a function of a matrix does on the device when it is run again. */
  private record Counted(long launches, long graphs, long steps) {
    static Counted of(Runnable action) {
      long launches = Fakes.count("launches");
      long graphs = Fakes.count("graphLaunches");
      long steps = Fakes.count("steps");
      action.run();
      return new Counted(
          Fakes.count("launches") - launches,
          Fakes.count("graphLaunches") - graphs,
          Fakes.count("steps") - steps);
    }
  }

  private static Counted again(UnaryOperator<Tensor> function, Tensor x) {
    Compiled compiled = Compiled.function(t -> function.apply(t[0])).reusingOutputs();
    Tensor onDevice = x.cuda();
    compiled.run(onDevice);
    Tensor[] result = new Tensor[1];
    Counted counted = Counted.of(() -> result[0] = compiled.run(onDevice));
    assertArrayEquals(function.apply(x).toFloatArray(), result[0].toFloatArray(), 1e-5f);
    return counted;
  }

  private static Tensor random(long... shape) {
    return Tensor.randn(new Generator(3), shape);
  }

  /** Each step reads what other threads have written in the one before. */
  @Test
  void stepsThatReadEachOthersResultsAreOneLaunch() {
    UnaryOperator<Tensor> function =
        x -> {
          Tensor rows = x.sum(true, 1).mul(0.1);
          Tensor columns = x.sub(rows).sum(true, 0);
          Tensor turned = x.mul(columns).transpose(0, 1).copy().add(1);
          return turned.cumsum(0).sum(false, 1).flip(0).exp();
        };
    assertEquals(
        new Counted(1, 0, 0), again(x -> function.apply(x).mul(1e-3), random(40, 30).mul(0.01)));
  }

  @Test
  void smallProductsAreJoinedWithTheirNeighbours() {
    Tensor weight = random(7, 20);
    Tensor[] onDevice = {weight, weight.cuda()};
    UnaryOperator<Tensor> function =
        x -> {
          Tensor w = onDevice[x.device().isCuda() ? 1 : 0];
          Tensor y = x.matmul(w.transpose(0, 1)).tanh();
          return y.transpose(0, 1).matmul(x).add(y.matmul(w).sum(false, 0)).sum();
        };
    assertEquals(new Counted(1, 0, 0), again(function, random(12, 20)));
  }

  @Test
  void productsOfABatchAreJoinedToo() {
    UnaryOperator<Tensor> function = x -> x.matmul(x.transpose(1, 2)).sum(false, 2).exp().sum();
    assertEquals(new Counted(1, 0, 0), again(function, random(3, 6, 5).mul(0.1)));
  }

  @Test
  void largeLaunchesStayApart() {
    UnaryOperator<Tensor> function = x -> x.exp().transpose(0, 1).copy().mean(false, 0).mul(2);
    Counted counted = again(function, random(300, 200));
    assertTrue(counted.steps > 1, counted.toString());
  }

  @Test
  void moreThanOneLaunchTakesAreSeveral() {
    UnaryOperator<Tensor> function =
        x -> {
          Tensor y = x;
          for (int i = 0; i < 20; i++) {
            y = y.sub(y.mean(true, i % 2)).tanh();
          }
          return y;
        };
    Counted counted = again(function, random(8, 8));
    assertEquals(1, counted.graphs);
    assertTrue(counted.steps > 1 && counted.steps < 10, counted.toString());
  }

  @Test
  void aFailureNamesAllThatWasJoined() {
    Compiled compiled =
        Compiled.function(t -> t[0].exp().sum(false, 0).sqrt().sum()).reusingOutputs();
    Tensor x = random(4, 5).cuda();
    compiled.run(x);
    Fakes.fail("cuStreamSynchronize", 719);
    DeviceException error = assertThrows(DeviceException.class, () -> compiled.run(x).item());
    List<String> missing = new ArrayList<>(List.of("exp: sum; ", "sqrt: sum"));
    missing.removeIf(error.getMessage()::contains);
    assertEquals(List.of(), missing, error.getMessage());
  }
}
