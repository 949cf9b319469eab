package dev.jacobian.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.nn.Goldens;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Gradients;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of draws, against PyTorch's of the same draws and against differences of inverses. */
@NeedsCompiler
class PathwiseGradientsTest {
  private static final Goldens GOLDENS = Goldens.load("pathwise.txt");

  private static Tensor golden(String name) {
    return Tensor.of(GOLDENS.values(name));
  }

  private static void assertClose(String golden, double tolerance, Tensor actual) {
    double[] expected = GOLDENS.values(golden);
    double[] values = actual.toDoubleArray();
    assertEquals(expected.length, values.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], values[i], tolerance * Math.abs(expected[i]), golden + " " + i);
    }
  }

  @Test
  void gammaDrawsFollowTheirConcentrations() {
    Tensor a = golden("gamma/a");
    Tensor x = golden("gamma/x");
    assertEquals(54, a.size());
    Tensor gradient = PathwiseGradients.ofGamma(a, x.log()).mul(x);
    assertClose("gamma/exact", 1e-7, gradient);
    // PyTorch's is an approximation, the worse the further a draw is from the mean.
    assertClose("gamma/torch", 5e-3, gradient);
  }

  @Test
  void betaDrawsFollowTheirConcentrations() {
    Tensor a = golden("beta/a");
    Tensor x = golden("beta/x");
    assertEquals(144, a.size());
    Tensor gradient = PathwiseGradients.ofBeta(a, golden("beta/b"), x, x.neg().add(1));
    assertClose("beta/exact", 1e-7, gradient);
    assertClose("beta/torch", 2e-3, gradient);
  }

  @Test
  void smallAndLargeDrawsHaveFiniteGradients() {
    Tensor a = Tensor.of(new double[] {1e-4, 1e-2, 1, 1e6, 1e-4, 3, 1e6});
    Tensor logarithm = Tensor.of(new double[] {-1e5, -1e3, -700, Math.log(1e6), 2, 4, 13.82});
    assertTrue(PathwiseGradients.ofGamma(a, logarithm).isFinite().all().item() != 0);
    // Far below a concentration of less than 1, x is u^(1/a).
    assertEquals(
        1e3 / 1e-2, PathwiseGradients.ofGamma(a, logarithm).get(1).item(), 1e3 / 1e-2 * 0.01);
  }

  private static Tensor leaf(DType dtype, double... values) {
    return Tensor.of(values).to(dtype).setRequiresGrad(true);
  }

  /** The gradient of the mean of many draws is that of the mean, within six standard errors. */
  private static void assertMeanFollows(
      Function<Tensor, Reparameterized> make, Tensor parameter, Function<Tensor, Tensor> of) {
    int count = 10_000;
    Tensor draws = make.apply(parameter).rsample(new Generator(1), count);
    double actual =
        Gradients.of(List.of(of.apply(draws).mean()), List.of(parameter), false)
            .get(0)
            .get(0)
            .item();
    double step = 1e-3;
    double[] means = new double[2];
    for (int side = 0; side < 2; side++) {
      Tensor beside = parameter.detach().copy();
      beside.get(0).addInPlace(side == 0 ? -step : step);
      means[side] = of.apply(make.apply(beside).mean().unsqueeze(0)).mean().item();
    }
    double expected = (means[1] - means[0]) / (2 * step);
    assertEquals(expected, actual, 0.03 * Math.abs(expected) + 1e-3);
  }

  @Test
  void meansOfDrawsFollowAsMeansDo() {
    Tensor parameter = leaf(DType.FLOAT64, 0.7, 2.5);
    Tensor other = Tensor.of(new double[] {1.5, 0.8});
    Function<Tensor, Tensor> first = x -> x.select(-1, 0);
    assertMeanFollows(p -> new Gamma(p, other), parameter, first);
    assertMeanFollows(p -> new Gamma(other, p), parameter, first);
    assertMeanFollows(p -> new Beta(p, other), parameter, first);
    assertMeanFollows(p -> new Beta(other, p), parameter, first);
    for (int part = 0; part < 2; part++) {
      int index = part;
      assertMeanFollows(Dirichlet::new, leaf(DType.FLOAT64, 0.7, 2.5, 1), x -> x.select(-1, index));
    }
    assertMeanFollows(p -> new StudentT(other.add(3), p, other), parameter, first);
  }

  @Test
  void theSpreadOfTDrawsFollowsTheirDegreesOfFreedom() {
    Tensor df = leaf(DType.FLOAT64, 6);
    StudentT t = new StudentT(df, Tensor.of(new double[] {1}), Tensor.of(new double[] {2}));
    Tensor squares = t.rsample(new Generator(2), 50_000).sub(1).square().mean();
    squares.backward();
    // The variance is 4 df / (df - 2), whose slope is -8 / (df - 2)^2.
    assertEquals(-0.5, df.grad().item(), 0.05);
  }

  private static Tensor drawn(Generator generator, Tensor[] in) {
    Tensor gamma = new Gamma(in[0], in[1]).rsample(generator, 3);
    Tensor beta = new Beta(in[0], in[1]).rsample(generator, 3);
    Tensor dirichlet = new Dirichlet(in[0]).rsample(generator, 3);
    Tensor t = new StudentT(in[0], in[1], in[1]).rsample(generator, 3);
    return Gradients.of(
            List.of(gamma.add(beta).add(dirichlet.mul(2)).add(t).square().sum()),
            List.of(in[0], in[1]),
            false)
        .stream()
        .reduce(Tensor::add)
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT32", "FLOAT64"})
  void compiledGradientsAreTheEagerOnes(DType dtype) {
    Tensor[] in = {leaf(dtype, 0.3, 1, 4), leaf(dtype, 0.5, 2, 1)};
    Generator generator = new Generator(5);
    Compiled compiled = Compiled.function(tensors -> drawn(generator, tensors));
    Generator beside = new Generator(5);
    for (int i = 0; i < 3; i++) {
      double[] expected = drawn(beside, in).toDoubleArray();
      double scale = Math.max(1, Math.abs(expected[0]));
      assertArrayEquals(
          expected,
          compiled.run(in).toDoubleArray(),
          (dtype == DType.FLOAT32 ? 1e-4 : 1e-9) * scale);
    }
  }

  @Test
  void onlyFirstGradientsAreKnown() {
    Tensor a = leaf(DType.FLOAT64, 2);
    Tensor x = new Gamma(a, Tensor.of(new double[] {1})).rsample(new Generator(1));
    assertEquals(
        "a gradient of the gradient of draws of a gamma, beta, Dirichlet or t-distribution; expected"
            + " first gradients, since no others are known here; fix: call backward without"
            + " createGraph",
        assertThrows(
                AutogradException.class, () -> Gradients.of(List.of(x.sum()), List.of(a), true))
            .getMessage());
  }
}
