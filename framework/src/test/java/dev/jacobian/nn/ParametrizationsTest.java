package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.compile.CompiledStep;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.nn.Parametrizations.SpectralOptions;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.GradCheck;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights that are computed from others. */
@NeedsCompiler
class ParametrizationsTest {
  private static final LinearOptions DOUBLE = LinearOptions.defaults().withDtype(DType.FLOAT64);
  private static final Tensor X = Tensor.randn(new Generator(1), 5, 3).to(DType.FLOAT64);
  private static final Tensor Y = Tensor.randn(new Generator(2), 5, 2).to(DType.FLOAT64);

  private static Linear linear() {
    return new Linear(3, 2, DOUBLE, new Generator(3));
  }

  private static Linear spectral(Linear layer) {
    return Parametrizations.spectralNorm(
        layer, "weight", SpectralOptions.defaults(), new Generator(4));
  }

  private static final Map<String, Supplier<Linear>> LAYERS = new LinkedHashMap<>();

  static {
    LAYERS.put("weight norm", () -> Parametrizations.weightNorm(linear()));
    LAYERS.put("spectral norm", () -> spectral(linear()));
    LAYERS.put("registered", () -> Parametrizations.register(linear(), "weight", new LowRank(7)));
    LAYERS.put("both", () -> Parametrizations.weightNorm(spectral(linear()), "bias", 0));
  }

  /** Adds a product of two thin matrices to a weight. */
  private static final class LowRank extends Module {
    private final Parameter a;
    private final Parameter b;

    LowRank(long seed) {
      a = registerParameter("a", Tensor.randn(new Generator(seed), 1, 3).to(DType.FLOAT64));
      b = registerParameter("b", Tensor.randn(new Generator(seed + 1), 2, 1).to(DType.FLOAT64));
    }

    @Override
    public Tensor forward(Tensor weight) {
      return weight.add(b.tensor().matmul(a.tensor()));
    }
  }

  private static final class Twice extends Module {
    @Override
    public Tensor forward(Tensor weight) {
      return weight.mul(2);
    }
  }

  static Stream<String> names() {
    return LAYERS.keySet().stream();
  }

  @Test
  void whatIsTrainedHasPyTorchsNames() {
    Linear layer = Parametrizations.weightNorm(linear());
    assertEquals(
        Set.of("bias", "parametrizations.weight.original0", "parametrizations.weight.original1"),
        layer.stateDict().keySet());
    assertEquals(3, layer.parameters().size());
    Linear spectral = spectral(linear());
    assertEquals(
        Set.of(
            "bias",
            "parametrizations.weight.original",
            "parametrizations.weight.0._u",
            "parametrizations.weight.0._v"),
        spectral.stateDict().keySet());
    assertEquals(2, spectral.parameters().size());
  }

  @Test
  void aNewWeightNormChangesNothing() {
    Linear layer = linear();
    double[] before = layer.forward(X).toDoubleArray();
    Parametrizations.weightNorm(layer);
    assertArrayEquals(before, layer.forward(X).toDoubleArray(), 1e-14);
    assertNull(layer.weight().grad());
  }

  @Test
  void theLargestSingularValueIsOneAfterTraining() {
    Linear layer = spectral(linear());
    for (int use = 0; use < 50; use++) {
      layer.forward(X);
    }
    layer.eval();
    assertEquals(1, layer.weight().tensor().svd().s().max().item(), 1e-9);
    double[] vectors = layer.namedBuffers().get("parametrizations.weight.0._u").toDoubleArray();
    layer.forward(X);
    assertArrayEquals(
        vectors, layer.namedBuffers().get("parametrizations.weight.0._u").toDoubleArray());
  }

  @ParameterizedTest
  @MethodSource("names")
  void gradientsAreDerivatives(String name) {
    Linear layer = LAYERS.get(name).get();
    layer.eval();
    Tensor[] parameters = layer.parameters().stream().map(Parameter::tensor).toArray(Tensor[]::new);
    GradCheck.check(in -> layer.forward(X), parameters);
    GradCheck.checkSecond(in -> layer.forward(X), parameters);
  }

  @ParameterizedTest
  @MethodSource("names")
  void compiledTrainingIsTheEagerOne(String name) {
    Linear eager = LAYERS.get(name).get();
    Linear captured = LAYERS.get(name).get();
    Adam eagerOptimizer = new Adam(eager.parameters(), 0.1);
    Adam optimizer = new Adam(captured.parameters(), 0.1);
    CompiledStep compiled = CompiledStep.of(captured, new MSELoss(), optimizer);
    double first = 0;
    double last = 0;
    for (int step = 0; step < 6; step++) {
      eagerOptimizer.zeroGrad();
      Tensor loss = new MSELoss().forward(eager.forward(X), Y);
      loss.backward();
      eagerOptimizer.step();
      last = compiled.run(X, Y);
      first = step == 0 ? last : first;
      assertEquals(loss.item(), last, 1e-6);
      for (Map.Entry<String, Tensor> entry : eager.stateDict().entrySet()) {
        assertArrayEquals(
            entry.getValue().toDoubleArray(),
            captured.stateDict().get(entry.getKey()).toDoubleArray(),
            1e-12,
            entry.getKey() + " at step " + step);
      }
    }
    assertNotEquals(first, last);
  }

  @ParameterizedTest
  @MethodSource("names")
  void aWeightThatIsNoLongerComputedKeepsItsValue(String name) {
    Linear layer = LAYERS.get(name).get();
    layer.eval();
    double[] before = layer.forward(X).toDoubleArray();
    Parametrizations.remove(layer, "weight");
    if (name.equals("both")) {
      Parametrizations.remove(layer, "bias");
    }
    assertArrayEquals(before, layer.forward(X).toDoubleArray(), 1e-14);
    assertEquals(Set.of("weight", "bias"), layer.stateDict().keySet());
    assertEquals(List.of(), layer.children());
    layer.forward(X).square().sum().backward();
    assertEquals(layer.weight().tensor().shape(), layer.weight().grad().shape());
    // It can be computed again.
    Parametrizations.weightNorm(layer);
    assertArrayEquals(before, layer.forward(X).toDoubleArray(), 1e-14);
  }

  @Test
  void modulesOfUsersComputeAWeightOneAfterTheOther() {
    Linear layer = linear();
    double[] original = layer.weight().tensor().toDoubleArray();
    layer.setRequiresGrad(false);
    LowRank first = new LowRank(7);
    Parametrizations.register(layer, "weight", first);
    Parametrizations.register(layer, "weight", new Twice());
    assertEquals(
        Set.of(
            "bias",
            "parametrizations.weight.original",
            "parametrizations.weight.0.a",
            "parametrizations.weight.0.b"),
        layer.stateDict().keySet());
    Tensor weight = Tensor.of(original, 2, 3);
    Tensor expected = weight.add(first.b.tensor().matmul(first.a.tensor())).mul(2);
    assertArrayEquals(expected.toDoubleArray(), layer.weight().tensor().toDoubleArray(), 1e-14);
    // What was frozen stays so; what is new is trained.
    assertEquals(
        List.of("parametrizations.weight.0.a", "parametrizations.weight.0.b"),
        layer.parameters().stream().filter(Parameter::isTrainable).map(Parameter::name).toList());
    layer.forward(X).square().sum().backward();
    assertNotEquals(0, first.b.grad().abs().sum().item());
    Parametrizations.remove(layer, "weight");
    assertArrayEquals(expected.toDoubleArray(), layer.weight().tensor().toDoubleArray(), 1e-14);
    assertFalse(layer.weight().isTrainable());
  }

  @Test
  void aParametrizationOfAnotherShapeIsExplainedWhenItIsRegistered() {
    Module turns =
        new Module() {
          @Override
          public Tensor forward(Tensor weight) {
            return weight.t();
          }
        };
    Linear layer = linear();
    assertEquals(
        "Linear(3, 2): Module gives [3, 2] for the parameter 'weight' [2, 3]; expected its shape",
        assertThrows(ShapeException.class, () -> Parametrizations.register(layer, "weight", turns))
            .getMessage());
    assertEquals(Set.of("weight", "bias"), layer.stateDict().keySet());
    assertEquals(
        "Linear(3, 2): the parameter 'weight' is computed already; expected one of [bias]",
        assertThrows(
                OptionException.class,
                () ->
                    Parametrizations.register(
                        Parametrizations.weightNorm(linear()), "weight", new Twice()))
            .getMessage());
  }

  @Test
  void mistakesAreExplained() {
    Linear layer = Parametrizations.weightNorm(linear());
    assertEquals(
        "Linear(3, 2): the parameter 'weight' is computed already; expected one of [bias]",
        assertThrows(OptionException.class, () -> Parametrizations.weightNorm(layer)).getMessage());
    assertEquals(
        "Linear(3, 2): no parameter 'kernel'; expected one of [bias]",
        assertThrows(OptionException.class, () -> Parametrizations.weightNorm(layer, "kernel", 0))
            .getMessage());
    assertEquals(
        "Linear(3, 2): a spectral norm of bias [2]; expected two axes or more",
        assertThrows(
                ShapeException.class,
                () ->
                    Parametrizations.spectralNorm(
                        layer, "bias", SpectralOptions.defaults(), new Generator(1)))
            .getMessage());
    assertEquals(
        "Linear(3, 2): the parameter 'bias' is not computed; expected one that was parametrized",
        assertThrows(OptionException.class, () -> Parametrizations.remove(layer, "bias"))
            .getMessage());
    assertEquals(
        "the optimizer got weight float64[2, 3], which is computed from other parameters; expected parameters that are"
            + " trained; fix: pass module.parameters(), which are these",
        assertThrows(OptionException.class, () -> new Adam(List.of(layer.weight()), 0.1))
            .getMessage());
    Linear shared = linear();
    Linear.tied(shared.weight());
    assertEquals(
        "Linear(3, 2): the parameter 'weight' belongs to other modules too; expected one of this module alone",
        assertThrows(OptionException.class, () -> Parametrizations.weightNorm(shared))
            .getMessage());
    assertEquals(
        "spectralNorm: 0 rounds; expected 1 or more",
        assertThrows(OptionException.class, () -> SpectralOptions.defaults().withRounds(0))
            .getMessage());
  }
}
