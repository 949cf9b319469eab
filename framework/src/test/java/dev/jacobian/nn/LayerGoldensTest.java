package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayerGoldensTest {
  private static final Goldens GOLDENS = Goldens.load();
  private static final Map<String, Supplier<Module>> LAYERS = layers();

  private static Map<String, Supplier<Module>> layers() {
    Map<String, Supplier<Module>> layers = new TreeMap<>();
    layers.put("linear", () -> new Linear(6, 3));
    layers.put("linearVector", () -> new Linear(6, 3));
    layers.put("linearBatches", () -> new Linear(6, 3));
    layers.put("linearNoBias", () -> new Linear(6, 3, false));
    layers.put("relu", ReLU::new);
    layers.put("sigmoid", Sigmoid::new);
    layers.put("softsign", Softsign::new);
    layers.put("tanh", Tanh::new);
    layers.put("gelu", GELU::new);
    layers.put("softmaxLast", () -> new Softmax(-1));
    layers.put("softmaxMiddle", () -> new Softmax(1));
    layers.put("softmaxLarge", () -> new Softmax(1));
    layers.put("layerNorm", () -> new LayerNorm(6));
    layers.put("layerNormTwoAxes", () -> new LayerNorm(3, 4));
    layers.put(
        "layerNormPlain",
        () -> new LayerNorm(LayerNormOptions.defaults().withEpsilon(1e-3).withAffine(false), 6));
    layers.put("flatten", Flatten::new);
    layers.put("flattenMiddle", () -> new Flatten(1, 2));
    layers.put("dropoutEval", () -> new Dropout(0.5).eval());
    layers.put(
        "mlp",
        () ->
            new Sequential(
                new Flatten(),
                new Linear(6, 5),
                new Tanh(),
                new LayerNorm(5),
                new Linear(5, 4),
                new GELU(),
                new Linear(4, 2)));
    return layers;
  }

  static Stream<String> names() {
    return LAYERS.keySet().stream();
  }

  @Test
  void everyGoldenLayerIsTested() {
    assertEquals(GOLDENS.parts("layer/"), LAYERS.keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void valuesAndGradientsEqualPyTorch(String name) {
    String golden = "layer/" + name + "/";
    Module layer = LAYERS.get(name).get();
    Map<String, Tensor> state = new LinkedHashMap<>();
    GOLDENS
        .parts(golden + "parameter/")
        .forEach(key -> state.put(key, GOLDENS.tensor(golden + "parameter/" + key)));
    layer.loadStateDict(state);
    Tensor input = GOLDENS.tensor(golden + "input").setRequiresGrad(true);

    Tensor output = layer.forward(input);
    output.backward(GOLDENS.tensor(golden + "upstream"));

    GOLDENS.assertEqual(golden + "output", output);
    GOLDENS.assertEqual(golden + "inputGrad", input.grad());
    layer
        .namedParameters()
        .forEach((key, parameter) -> GOLDENS.assertEqual(golden + "grad/" + key, parameter.grad()));
  }
}
