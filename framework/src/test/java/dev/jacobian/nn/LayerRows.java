package dev.jacobian.nn;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.PaddingMode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Every layer, in float64, by a name; for inputs {@code [2, 2, 3]}. */
public final class LayerRows {
  private static final LinearOptions DOUBLE = LinearOptions.defaults().withDtype(DType.FLOAT64);

  private LayerRows() {}

  /** Returns what makes the layers; their parameters come from the thread's default generator. */
  public static Map<String, Supplier<Module>> all() {
    Map<String, Supplier<Module>> layers = new TreeMap<>();
    LayerNormOptions norm = LayerNormOptions.defaults().withDtype(DType.FLOAT64);
    layers.put("Linear", () -> new Linear(3, 2, DOUBLE));
    layers.put("Linear without bias", () -> new Linear(3, 2, DOUBLE.withBias(false)));
    layers.put("ReLU", ReLU::new);
    layers.put("Sigmoid", Sigmoid::new);
    layers.put("Softsign", Softsign::new);
    layers.put("Tanh", Tanh::new);
    layers.put("GELU", GELU::new);
    layers.put("GELU by tanh", () -> new GELU(GELU.Approximation.TANH));
    layers.put("ReLU6", ReLU6::new);
    layers.put("SiLU", SiLU::new);
    layers.put("LeakyReLU", LeakyReLU::new);
    layers.put("ELU", () -> new ELU(0.5));
    layers.put("Softplus", () -> new Softplus(2, 3));
    layers.put("Hardswish", Hardswish::new);
    layers.put("Hardsigmoid", Hardsigmoid::new);
    layers.put("Mish", Mish::new);
    layers.put("PReLU", () -> new PReLU(1, 0.1, DType.FLOAT64));
    layers.put("PReLU of channels", () -> new PReLU(2, 0.1, DType.FLOAT64));
    layers.put("Identity", Identity::new);
    layers.put("LogSoftmax", () -> new LogSoftmax(1));
    layers.put("Dropout1d", () -> new Dropout1d(0.4, new Generator(6)));
    layers.put("Softmax", () -> new Softmax(-1));
    layers.put("Softmax over rows", () -> new Softmax(0));
    layers.put("LayerNorm", () -> new LayerNorm(norm, 3));
    layers.put("LayerNorm over two axes", () -> new LayerNorm(norm, 2, 3));
    RunningNormOptions batch = RunningNormOptions.ofBatch().withDtype(DType.FLOAT64);
    layers.put("BatchNorm1d", () -> new BatchNorm1d(2, batch));
    layers.put("BatchNorm1d of all batches", () -> new BatchNorm1d(2, batch.withMomentum(null)));
    RunningNormOptions instance = RunningNormOptions.ofInstance().withDtype(DType.FLOAT64);
    layers.put("InstanceNorm1d", () -> new InstanceNorm1d(2, instance));
    layers.put(
        "InstanceNorm1d with statistics",
        () -> new InstanceNorm1d(2, instance.withAffine(true).withTrackRunningStats(true)));
    layers.put("GroupNorm", () -> new GroupNorm(2, 2, norm));
    layers.put("GroupNorm of one group", () -> new GroupNorm(1, 2, norm));
    layers.put("RMSNorm", () -> new RMSNorm(RMSNormOptions.defaults().withDtype(DType.FLOAT64), 3));
    ConvOptions conv = ConvOptions.defaults().withDtype(DType.FLOAT64);
    layers.put("Conv1d", () -> new Conv1d(2, 3, 2, conv));
    layers.put("Conv1d of groups", () -> new Conv1d(2, 4, 2, conv.withGroups(2).withPadding(1)));
    layers.put(
        "Conv1d in a circle",
        () -> new Conv1d(2, 1, 2, conv.withSamePadding().withPaddingMode(PaddingMode.CIRCULAR)));
    layers.put(
        "ConvTranspose1d",
        () ->
            new ConvTranspose1d(
                2, 2, 2, ConvTransposeOptions.defaults().withStride(2).withDtype(DType.FLOAT64)));
    AvgPoolOptions means = AvgPoolOptions.defaults().withStride(1).withPadding(1);
    layers.put("MaxPool1d", () -> new MaxPool1d(2));
    layers.put("MaxPool2d", () -> new MaxPool2d(2, MaxPoolOptions.defaults().withStride(1)));
    layers.put("AvgPool1d", () -> new AvgPool1d(2, means.withCountIncludePad(false)));
    layers.put("AvgPool2d", () -> new AvgPool2d(2, means));
    layers.put("LPPool1d", () -> new LPPool1d(2, 2));
    layers.put("LPPool2d", () -> new LPPool2d(2, new long[] {2}, new long[] {1}, false));
    layers.put("AdaptiveAvgPool1d", () -> new AdaptiveAvgPool1d(2));
    layers.put("AdaptiveAvgPool2d", () -> new AdaptiveAvgPool2d(1, 2));
    layers.put("AdaptiveMaxPool1d", () -> new AdaptiveMaxPool1d(2));
    layers.put("AdaptiveMaxPool2d", () -> new AdaptiveMaxPool2d(1, 2));
    layers.put("Upsample", () -> new Upsample(2));
    layers.put("Upsample with lines", () -> new Upsample(2, Upsample.Mode.LINEAR));
    layers.put("PixelShuffle", () -> new PixelShuffle(1));
    layers.put("Flatten", Flatten::new);
    layers.put("Dropout", () -> new Dropout(0.4, new Generator(5)));
    layers.put("CELU", () -> new CELU(0.7));
    layers.put("SELU", SELU::new);
    layers.put(
        "Linear with weight norm", () -> Parametrizations.weightNorm(new Linear(3, 2, DOUBLE)));
    layers.put("Hardtanh", () -> new Hardtanh(-0.4, 0.9));
    layers.put("LogSigmoid", LogSigmoid::new);
    layers.put("Softmin", () -> new Softmin(-1));
    layers.put("Softshrink", Softshrink::new);
    layers.put("Hardshrink", Hardshrink::new);
    layers.put("RReLU", () -> new RReLU(0.1, 0.3, new Generator(5)));
    layers.put("Tanhshrink", Tanhshrink::new);
    layers.put("Threshold", () -> new Threshold(0.2, -1));
    layers.put("GLU", () -> new GLU(1));
    layers.put("AlphaDropout", () -> new AlphaDropout(0.4, new Generator(5)));
    layers.put("FeatureAlphaDropout", () -> new FeatureAlphaDropout(0.4, new Generator(5)));
    layers.put("LocalResponseNorm", () -> new LocalResponseNorm(2));
    layers.put("ChannelShuffle", () -> new ChannelShuffle(2));
    layers.put("PixelUnshuffle", () -> new PixelUnshuffle(1));
    layers.put("Unflatten", () -> new Unflatten(2, 3, 1));
    layers.put("Unfold", () -> new Unfold(WindowOptions.of(2).withPadding(1).withStride(2)));
    layers.put("Fold", () -> new Fold(1, 4, WindowOptions.of(1, 2)));
    layers.put("ZeroPad1d", () -> new ZeroPad1d(1, 2));
    layers.put("ZeroPad2d", () -> new ZeroPad2d(1));
    layers.put("ZeroPad3d", () -> new ZeroPad3d(1));
    layers.put("ConstantPad1d", () -> new ConstantPad1d(2, 0.5));
    layers.put("ConstantPad2d", () -> new ConstantPad2d(1, 0.5));
    layers.put("ConstantPad3d", () -> new ConstantPad3d(1, 0.5));
    layers.put("ReflectionPad1d", () -> new ReflectionPad1d(2, 1));
    layers.put("ReflectionPad2d", () -> new ReflectionPad2d(1));
    layers.put("ReflectionPad3d", () -> new ReflectionPad3d(1));
    layers.put("ReplicationPad1d", () -> new ReplicationPad1d(2));
    layers.put("ReplicationPad2d", () -> new ReplicationPad2d(1));
    layers.put("ReplicationPad3d", () -> new ReplicationPad3d(1));
    layers.put("CircularPad1d", () -> new CircularPad1d(3));
    layers.put("CircularPad2d", () -> new CircularPad2d(1));
    layers.put("CircularPad3d", () -> new CircularPad3d(1));
    layers.put(
        "Sequential",
        () ->
            new Sequential(
                new Linear(3, 2, DOUBLE), new GELU(), new Flatten(), new Linear(4, 1, DOUBLE)));
    return layers;
  }
}
