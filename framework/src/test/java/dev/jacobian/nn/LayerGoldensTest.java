package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
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
    normalisation(layers);
    activations(layers);
    return layers;
  }

  private static void normalisation(Map<String, Supplier<Module>> layers) {
    RunningNormOptions batch = RunningNormOptions.ofBatch();
    layers.put("batchNorm1d", () -> new BatchNorm1d(3));
    layers.put("batchNorm1dLength", () -> new BatchNorm1d(3));
    layers.put("batchNorm2d", () -> new BatchNorm2d(3));
    layers.put(
        "batchNorm2dMomentum", () -> new BatchNorm2d(3, batch.withMomentum(0.3).withEpsilon(1e-2)));
    layers.put("batchNorm2dCumulative", () -> new BatchNorm2d(3, batch.withMomentum(null)));
    layers.put("batchNorm2dPlain", () -> new BatchNorm2d(3, batch.withAffine(false)));
    layers.put(
        "batchNorm2dUntracked",
        () -> new BatchNorm2d(3, batch.withTrackRunningStats(false)).eval());
    layers.put("batchNorm2dEval", () -> new BatchNorm2d(3).eval());
    layers.put("batchNorm3d", () -> new BatchNorm3d(2));
    RunningNormOptions instance = RunningNormOptions.ofInstance();
    layers.put("instanceNorm1d", () -> new InstanceNorm1d(3));
    layers.put("instanceNorm1dOne", () -> new InstanceNorm1d(3, instance.withAffine(true)));
    layers.put(
        "instanceNorm2d",
        () -> new InstanceNorm2d(3, instance.withAffine(true).withTrackRunningStats(true)));
    layers.put(
        "instanceNorm2dEval",
        () -> new InstanceNorm2d(3, instance.withTrackRunningStats(true)).eval());
    layers.put("instanceNorm3d", () -> new InstanceNorm3d(2));
    layers.put("groupNorm", () -> new GroupNorm(2, 6));
    layers.put("groupNormOne", () -> new GroupNorm(1, 4));
    layers.put(
        "groupNormPlain",
        () -> new GroupNorm(3, 6, LayerNormOptions.defaults().withEpsilon(1e-2).withAffine(false)));
    layers.put("rmsNorm", () -> new RMSNorm(6));
    layers.put(
        "rmsNormTwoAxes", () -> new RMSNorm(RMSNormOptions.defaults().withEpsilon(1e-2), 3, 4));
    layers.put("rmsNormPlain", () -> new RMSNorm(RMSNormOptions.defaults().withAffine(false), 6));
  }

  private static void activations(Map<String, Supplier<Module>> layers) {
    layers.put("geluTanh", () -> new GELU(GELU.Approximation.TANH));
    layers.put("relu6", ReLU6::new);
    layers.put("silu", SiLU::new);
    layers.put("leakyRelu", LeakyReLU::new);
    layers.put("leakyReluSteep", () -> new LeakyReLU(-0.5));
    layers.put("elu", ELU::new);
    layers.put("eluSmall", () -> new ELU(0.3));
    layers.put("softplus", Softplus::new);
    layers.put("softplusBeta", () -> new Softplus(0.5, 2));
    layers.put("hardswish", Hardswish::new);
    layers.put("hardsigmoid", Hardsigmoid::new);
    layers.put("mish", Mish::new);
    layers.put("prelu", PReLU::new);
    layers.put("preluChannels", () -> new PReLU(3));
    layers.put("identity", Identity::new);
    layers.put("logSoftmax", () -> new LogSoftmax(-1));
    layers.put("logSoftmaxMiddle", () -> new LogSoftmax(1));
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
    assertEqualsPyTorch(GOLDENS, name, LAYERS.get(name).get());
  }

  /** Asserts that a layer has the values, gradients and buffers of {@code golden_lines.layer}. */
  static void assertEqualsPyTorch(Goldens goldens, String name, Module layer) {
    String golden = "layer/" + name + "/";
    Map<String, Tensor> state = new LinkedHashMap<>(layer.stateDict());
    for (String kind : List.of("parameter/", "buffer/")) {
      for (String key : goldens.parts(golden + kind)) {
        DType dtype = state.get(key).dtype();
        state.put(key, goldens.tensor(golden + kind + key, dtype));
      }
    }
    layer.loadStateDict(state);
    Tensor input = goldens.tensor(golden + "input").setRequiresGrad(true);

    Tensor output = layer.forward(input);
    output.backward(goldens.tensor(golden + "upstream"));

    goldens.assertEqual(golden + "output", output);
    goldens.assertEqual(golden + "inputGrad", input.grad());
    layer
        .namedParameters()
        .forEach((key, parameter) -> goldens.assertEqual(golden + "grad/" + key, parameter.grad()));
    Map<String, Tensor> buffers = layer.namedBuffers();
    assertEquals(goldens.parts(golden + "after/"), new TreeSet<>(buffers.keySet()));
    buffers.forEach(
        (key, buffer) -> goldens.assertEqual(golden + "after/" + key, buffer.dtype(), buffer));
  }
}
