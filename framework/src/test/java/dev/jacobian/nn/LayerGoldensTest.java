package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.autograd.Fusing;
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
    shapes(layers);
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
    layers.put("celu", CELU::new);
    layers.put("celuSmall", () -> new CELU(0.3));
    layers.put("selu", SELU::new);
    layers.put("hardtanh", Hardtanh::new);
    layers.put("hardtanhWide", () -> new Hardtanh(-2, 0.5));
    layers.put("logSigmoid", LogSigmoid::new);
    layers.put("softmin", () -> new Softmin(1));
    layers.put("softshrink", Softshrink::new);
    layers.put("softshrinkWide", () -> new Softshrink(2));
    layers.put("rreluEval", () -> new RReLU().eval());
    layers.put("rreluEvalOther", () -> new RReLU(0.1, 0.4).eval());
    layers.put("softmax2d", () -> new Softmax(-3));
    layers.put("hardshrink", Hardshrink::new);
    layers.put("hardshrinkWide", () -> new Hardshrink(2));
    layers.put("tanhshrink", Tanhshrink::new);
    layers.put("threshold", () -> new Threshold(0.5, -3));
    layers.put("glu", GLU::new);
    layers.put("gluMiddle", () -> new GLU(1));
    layers.put("alphaDropoutEval", () -> new AlphaDropout(0.5).eval());
    layers.put("featureAlphaDropoutEval", () -> new FeatureAlphaDropout(0.5).eval());
  }

  private static void shapes(Map<String, Supplier<Module>> layers) {
    layers.put("channelShuffle", () -> new ChannelShuffle(2));
    layers.put("pixelUnshuffle", () -> new PixelUnshuffle(2));
    layers.put("pixelUnshuffleOne", () -> new PixelUnshuffle(3));
    layers.put("unflatten", () -> new Unflatten(1, 2, 3));
    layers.put("unflattenRest", () -> new Unflatten(-1, 2, -1));
    WindowOptions sparse = WindowOptions.of(2, 3).withDilation(2).withPadding(1).withStride(2);
    layers.put("weightNorm", () -> Parametrizations.weightNorm(new Linear(3, 4)));
    layers.put("weightNormOther", () -> Parametrizations.weightNorm(new Linear(3, 4), "weight", 1));
    layers.put("weightNormConv", () -> Parametrizations.weightNorm(new Conv1d(2, 3, 2)));
    layers.put("spectralNorm", () -> Parametrizations.spectralNorm(new Linear(3, 4)));
    layers.put("spectralNormConv", () -> Parametrizations.spectralNorm(new Conv1d(2, 3, 2)));
    layers.put(
        "spectralNormTransposed",
        () -> Parametrizations.spectralNorm(new ConvTranspose1d(2, 3, 2)));
    layers.put("spectralNormEval", () -> Parametrizations.spectralNorm(new Linear(3, 4)).eval());
    layers.put("unfold", () -> new Unfold(2));
    layers.put("unfoldAll", () -> new Unfold(sparse));
    layers.put("unfoldOne", () -> new Unfold(WindowOptions.of(3, 1)));
    layers.put("fold", () -> new Fold(4, 5, 2));
    WindowOptions uneven =
        WindowOptions.of(3, 2).withDilation(1, 2).withPadding(2, 0).withStride(1, 3);
    layers.put("unfoldUneven", () -> new Unfold(uneven));
    layers.put("foldUneven", () -> new Fold(4, 9, uneven));
    layers.put("foldAll", () -> new Fold(6, 7, sparse));
    layers.put("foldOne", () -> new Fold(4, 3, WindowOptions.of(3, 1)));
    layers.put("localResponseNorm", () -> new LocalResponseNorm(2));
    layers.put(
        "localResponseNormWide",
        () -> new LocalResponseNorm(3, new LocalResponseNorm.Options(0.5, 0.6, 2)));
    pads(layers, "1d", new long[] {2, 1}, new long[] {2, 1});
    pads(layers, "2d", new long[] {0, 1, 2, 3}, new long[] {0, 1, 2, 2});
    pads(layers, "3d", new long[] {0, 1, 2, 3, 4, 5}, new long[] {0, 1, 2, 2, 2, 2});
    layers.put("reflectionPad2dOne", () -> new ReflectionPad2d(1));
  }

  /** Puts the layers that pad some axes, by 2 at all ends, and by a number for each. */
  private static void pads(
      Map<String, Supplier<Module>> layers, String axes, long[] each, long[] near) {
    for (long[] zeros : new long[][] {{2}, each}) {
      boolean isEach = zeros.length > 1;
      String end = "Pad" + axes + (isEach ? "Each" : "");
      long[] few = isEach ? near : zeros;
      boolean isOne = axes.equals("1d");
      boolean isTwo = axes.equals("2d");
      layers.put(
          "zero" + end,
          () -> isOne ? new ZeroPad1d(zeros) : isTwo ? new ZeroPad2d(zeros) : new ZeroPad3d(zeros));
      layers.put(
          "constant" + end,
          () ->
              isOne
                  ? new ConstantPad1d(zeros, 3.5)
                  : isTwo ? new ConstantPad2d(zeros, 3.5) : new ConstantPad3d(zeros, 3.5));
      layers.put(
          "reflection" + end,
          () ->
              isOne
                  ? new ReflectionPad1d(few)
                  : isTwo ? new ReflectionPad2d(few) : new ReflectionPad3d(few));
      layers.put(
          "replication" + end,
          () ->
              isOne
                  ? new ReplicationPad1d(zeros)
                  : isTwo ? new ReplicationPad2d(zeros) : new ReplicationPad3d(zeros));
      layers.put(
          "circular" + end,
          () ->
              isOne
                  ? new CircularPad1d(few)
                  : isTwo ? new CircularPad2d(few) : new CircularPad3d(few));
    }
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
    Fusing.both(() -> assertEqualsPyTorch(GOLDENS, name, LAYERS.get(name).get()));
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
