package dev.jacobian.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MLPTest {
  private static final FitOptions ADAM =
      FitOptions.defaults().withOptimizer(OptimizerFactory.adam()).withLearningRate(0.02);

  @Test
  void layersHaveTheSizesAndNamesAsked() {
    MLP network = new MLP(MLP.Options.of(4, List.of(8, 5), 3).withDropout(0.5));

    assertEquals(
        List.of(
            "layers.0.weight",
            "layers.0.bias",
            "layers.3.weight",
            "layers.3.bias",
            "layers.6.weight",
            "layers.6.bias"),
        network.parameters().stream().map(Parameter::name).toList());
    assertArrayEquals(
        new long[] {5, 8},
        network.namedParameters().get("layers.3.weight").tensor().shape().dims());
    assertArrayEquals(new long[] {7, 3}, network.forward(Tensor.zeros(7, 4)).shape().dims());
    assertEquals("MLP(4, [8, 5], 3)", network.toString());
  }

  @Test
  void everyActivationIsItsFunction() {
    Tensor x = Tensor.of(new float[] {-1.5f, 0.5f}, 2, 1);
    List<Tensor> expected =
        List.of(
            x.relu(),
            x.tanh(),
            x.sigmoid(),
            x.gelu(),
            x.softsign(),
            x.silu(),
            x.leakyRelu(0.01),
            x.elu(1),
            x.mish());
    for (MLP.Activation activation : MLP.Activation.values()) {
      MLP network = new MLP(MLP.Options.of(1, List.of(1), 1).withActivation(activation));
      assertArrayEquals(
          expected.get(activation.ordinal()).toFloatArray(),
          network.layers().get(1).forward(x).toFloatArray(),
          activation.name());
    }
    assertEquals(expected.size(), MLP.Activation.values().length);
  }

  @Test
  void dropoutWorksInTrainingOnly() {
    MLP network = new MLP(MLP.Options.of(4, List.of(64), 2).withDropout(0.5), new Generator(1));
    Tensor x = Tensor.ones(1, 4);

    assertFalse(same(network.forward(x), network.forward(x)));
    network.eval();
    assertTrue(same(network.forward(x), network.forward(x)));
  }

  @Test
  void withoutHiddenLayersItIsLinear() {
    MLP network = new MLP(MLP.Options.of(2, List.of(), 1).withDtype(DType.FLOAT64));
    assertEquals(1, network.layers().size());
    assertEquals(DType.FLOAT64, network.parameters().get(0).tensor().dtype());
  }

  @Test
  void impossibleFormsAreErrors() {
    assertEquals(
        "MLP: hidden [8, 0]; expected each a whole number in [1, 1048576]",
        assertThrows(OptionException.class, () -> MLP.Options.of(4, List.of(8, 0), 3))
            .getMessage());
    assertEquals(
        "MLP: dropout 1.0; expected a number in [0, 1)",
        assertThrows(OptionException.class, () -> MLP.Options.of(4, List.of(8), 3).withDropout(1))
            .getMessage());
    assertEquals(
        "MLP: dtype int64; expected float32 or float64",
        assertThrows(
                DTypeException.class, () -> MLP.Options.of(4, List.of(8), 3).withDtype(DType.INT64))
            .getMessage());
  }

  @Test
  void classifierLearnsExclusiveOr() {
    Tensor x = Tensor.of(new float[] {0, 0, 0, 1, 1, 0, 1, 1}, 4, 2);
    Tensor y = Tensor.of(new long[] {0, 1, 1, 0});
    MLP.Options form = MLP.Options.of(2, List.of(8), 2).withActivation(MLP.Activation.TANH);
    MLPClassifier model = new MLPClassifier(form, ADAM.withEpochs(150));
    model.fit(x, y);

    assertEquals(1, model.score(x, y));
    assertArrayEquals(y.toLongArray(), model.predict(x).toLongArray());
    float[] sums = model.predictProbability(x).sum(false, 1).toFloatArray();
    assertArrayEquals(new float[] {1, 1, 1, 1}, sums, 1e-6f);
    assertArrayEquals(
        model.predictProbability(x).toFloatArray(),
        model.module().forward(x).softmax(1).toFloatArray(),
        1e-5f);
  }

  @Test
  void regressorLearnsACurveInItsOwnUnits() {
    Tensor x = Tensor.linspace(0, 600, 101).unsqueeze(1);
    Tensor y = x.mul(Math.PI / 200).sin().mul(1000).add(5000);
    MLP.Options form = MLP.Options.of(1, List.of(32), 1).withActivation(MLP.Activation.TANH);
    MLPRegressor model = new MLPRegressor(form, ADAM.withEpochs(300));
    model.fit(x, y);

    assertTrue(model.score(x, y) > 0.99, "R2 " + model.score(x, y));
    float[] predicted = model.predict(x).toFloatArray();
    assertArrayEquals(predicted, model.module().forward(x).toFloatArray(), 0.1f);
  }

  @Test
  void regressorLearnsSeveralOutputs() {
    Tensor x = Tensor.randn(new Generator(2), 60, 2);
    Tensor y = Tensor.concat(1, x.sum(true, 1), x.sum(true, 1).mul(-3));
    MLPRegressor model =
        new MLPRegressor(MLP.Options.of(2, List.of(), 2), FitOptions.defaults().withEpochs(200));
    model.fit(x, y);

    assertArrayEquals(y.toFloatArray(), model.predict(x).toFloatArray(), 1e-3f);
    assertArrayEquals(
        model.predict(x).toFloatArray(), model.module().forward(x).toFloatArray(), 1e-5f);
  }

  @Test
  void sameSeedGivesTheSameBits() {
    Tensor x = Tensor.randn(new Generator(3), 40, 3);
    Tensor y = x.sum(false, 1);
    float[][] runs = new float[3][];
    for (int i = 0; i < 3; i++) {
      MLPRegressor model =
          new MLPRegressor(
              MLP.Options.of(3, List.of(8), 1).withDropout(0.2),
              FitOptions.defaults().withEpochs(5).withBatchSize(16).withSeed(i / 2));
      model.fit(x, y);
      runs[i] = model.predict(x).toFloatArray();
    }
    assertArrayEquals(runs[0], runs[1]);
    assertNotEquals(Arrays.toString(runs[0]), Arrays.toString(runs[2]));
  }

  @Test
  void dataThatDoesNotFitTheFormIsAnError() {
    MLPRegressor model = new MLPRegressor(MLP.Options.of(3, List.of(4), 2));
    assertEquals(
        "MLPRegressor: targets of shape [5, 1]; expected 2 per row, as its options say",
        assertThrows(ShapeException.class, () -> model.fit(Tensor.zeros(5, 3), Tensor.zeros(5, 1)))
            .getMessage());
    assertEquals(
        "MLP: features of shape [5, 4]; expected [rows, 3], as its options say",
        assertThrows(ShapeException.class, () -> model.fit(Tensor.zeros(5, 4), Tensor.zeros(5, 2)))
            .getMessage());
  }

  private static boolean same(Tensor a, Tensor b) {
    return Arrays.equals(a.toFloatArray(), b.toFloatArray());
  }
}
