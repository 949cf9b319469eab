package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.PaddingMode;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values and gradients of convolutions and pools are PyTorch's. */
class ConvolutionGoldensTest {
  private static final Goldens GOLDENS = Goldens.load("conv.txt");
  private static final ConvOptions CONV = ConvOptions.defaults();
  private static final ConvTransposeOptions TRANSPOSED = ConvTransposeOptions.defaults();
  private static final Map<String, Supplier<Module>> LAYERS = layers();

  private static Map<String, Supplier<Module>> layers() {
    Map<String, Supplier<Module>> layers = new TreeMap<>();
    layers.put("Conv1d-plain", () -> new Conv1d(3, 4, 3));
    ConvOptions all1 = CONV.withStride(2).withPadding(3).withDilation(2).withGroups(2);
    layers.put("Conv1d-all", () -> new Conv1d(4, 6, 3, all1));
    layers.put("Conv1d-same", () -> new Conv1d(2, 3, 4, CONV.withSamePadding()));
    layers.put("Conv1d-long", () -> new Conv1d(2, 2, 5, CONV.withPadding(2)));
    layers.put("Conv1d-one", () -> new Conv1d(2, 3, 2));
    layers.put("Conv2d-plain", () -> new Conv2d(3, 4, 3));
    ConvOptions uneven = CONV.withStride(2, 1).withPadding(1, 2).withDilation(1, 2);
    layers.put("Conv2d-uneven", () -> conv2d(2, 3, uneven, 2, 3));
    layers.put("Conv2d-strided", () -> new Conv2d(3, 4, 3, CONV.withStride(2).withPadding(1)));
    layers.put("Conv2d-wide", () -> new Conv2d(2, 2, 2, CONV.withStride(3)));
    layers.put("Conv2d-dilated", () -> new Conv2d(2, 3, 3, CONV.withPadding(2).withDilation(2)));
    layers.put("Conv2d-grouped", () -> new Conv2d(4, 6, 3, CONV.withPadding(1).withGroups(2)));
    layers.put("Conv2d-depthwise", () -> new Conv2d(4, 4, 3, CONV.withPadding(1).withGroups(4)));
    ConvOptions multiplied = CONV.withStride(2).withPadding(1).withGroups(3).withBias(false);
    layers.put("Conv2d-multiplied", () -> new Conv2d(3, 6, 3, multiplied));
    layers.put("Conv2d-pointwise", () -> new Conv2d(5, 3, 1));
    layers.put("Conv2d-pointwiseStrided", () -> new Conv2d(3, 2, 1, CONV.withStride(2)));
    layers.put("Conv2d-far", () -> new Conv2d(1, 2, 2, CONV.withPadding(4).withDilation(3)));
    ConvOptions same = CONV.withSamePadding().withDilation(1, 2);
    layers.put("Conv2d-same", () -> conv2d(2, 3, same, 4, 3));
    ConvOptions reflect = CONV.withPadding(2).withPaddingMode(PaddingMode.REFLECT);
    layers.put("Conv2d-reflect", () -> new Conv2d(2, 3, 3, reflect));
    ConvOptions replicate = CONV.withPadding(1, 2).withPaddingMode(PaddingMode.REPLICATE);
    layers.put("Conv2d-replicate", () -> new Conv2d(2, 3, 3, replicate));
    ConvOptions circular = CONV.withPadding(1).withStride(2).withPaddingMode(PaddingMode.CIRCULAR);
    layers.put("Conv2d-circular", () -> new Conv2d(2, 3, 3, circular));
    layers.put("Conv2d-one", () -> new Conv2d(2, 3, 3, CONV.withPadding(1)));
    layers.put("Conv3d-plain", () -> new Conv3d(2, 3, 2));
    ConvOptions all3 =
        CONV.withStride(2, 1, 2).withPadding(1, 1, 0).withDilation(1, 2, 1).withGroups(2);
    layers.put(
        "Conv3d-all",
        () -> new Conv3d(2, 4, new long[] {2, 3, 2}, all3, Generator.threadDefault()));
    transposed(layers);
    pools(layers);
    unpooled(layers);
    sizes(layers);
    return layers;
  }

  private static void pools(Map<String, Supplier<Module>> layers) {
    MaxPoolOptions max = MaxPoolOptions.defaults();
    MaxPoolOptions all1 = max.withStride(2).withPadding(1).withDilation(2);
    layers.put("MaxPool1d-all", () -> new MaxPool1d(3, all1));
    layers.put("MaxPool2d-plain", () -> new MaxPool2d(2));
    layers.put("MaxPool2d-ties", () -> new MaxPool2d(3, max.withStride(2).withPadding(1)));
    MaxPoolOptions ceil = max.withStride(2, 3).withPadding(1, 0).withCeilMode(true);
    layers.put("MaxPool2d-ceil", () -> new MaxPool2d(new long[] {3, 2}, ceil));
    MaxPoolOptions outside = max.withStride(3).withPadding(1).withCeilMode(true);
    layers.put("MaxPool2d-ceilOutside", () -> new MaxPool2d(2, outside));
    layers.put("MaxPool2d-dilated", () -> new MaxPool2d(2, max.withStride(1).withDilation(2, 3)));
    layers.put("MaxPool2d-one", () -> new MaxPool2d(2));
    layers.put("MaxPool3d-plain", () -> new MaxPool3d(2));
    AvgPoolOptions mean = AvgPoolOptions.defaults();
    AvgPoolOptions padded = mean.withStride(2).withPadding(1);
    layers.put("AvgPool1d-all", () -> new AvgPool1d(3, padded.withCeilMode(true)));
    layers.put("AvgPool2d-plain", () -> new AvgPool2d(2));
    layers.put("AvgPool2d-padded", () -> new AvgPool2d(3, padded));
    AvgPoolOptions uncounted = padded.withCeilMode(true).withCountIncludePad(false);
    layers.put("AvgPool2d-uncounted", () -> new AvgPool2d(new long[] {3, 2}, uncounted));
    layers.put("AdaptiveAvgPool2d-one", () -> new AdaptiveAvgPool2d(1));
    layers.put("AdaptiveAvgPool2d-uneven", () -> new AdaptiveAvgPool2d(3, 4));
    layers.put("AdaptiveAvgPool2d-larger", () -> new AdaptiveAvgPool2d(4, 5));
    layers.put("AdaptiveAvgPool1d", () -> new AdaptiveAvgPool1d(4));
    layers.put("AdaptiveAvgPool3d", () -> new AdaptiveAvgPool3d(2, 3, 1));
    layers.put("AdaptiveMaxPool1d", () -> new AdaptiveMaxPool1d(4));
    layers.put("AdaptiveMaxPool2d", () -> new AdaptiveMaxPool2d(3, 4));
    layers.put("AdaptiveMaxPool2d-one", () -> new AdaptiveMaxPool2d(1));
    layers.put("AdaptiveMaxPool3d", () -> new AdaptiveMaxPool3d(2, 3, 1));
    layers.put("AvgPool3d", () -> new AvgPool3d(2));
  }

  /** A pool and what undoes it. */
  private static final class Unpooled extends Module {
    private final MaxPool pool;
    private final MaxUnpool unpool;
    private final boolean isSquared;
    private final long[] sizes;

    Unpooled(MaxPool pool, MaxUnpool unpool, boolean isSquared, long... sizes) {
      this.pool = register("pool", pool);
      this.unpool = register("unpool", unpool);
      this.isSquared = isSquared;
      this.sizes = sizes;
    }

    @Override
    public Tensor forward(Tensor input) {
      Tensor y = pool.forward(input);
      y = isSquared ? y.mul(y) : y;
      Tensor indices = pool.indices(input);
      return sizes.length == 0 ? unpool.forward(y, indices) : unpool.forward(y, indices, sizes);
    }
  }

  private static void unpooled(Map<String, Supplier<Module>> layers) {
    layers.put("LPPool1d-plain", () -> new LPPool1d(2, 3));
    layers.put("LPPool1d-zeros", () -> new LPPool1d(2, 2));
    layers.put("LPPool2d-ceil", () -> new LPPool2d(4, new long[] {3, 2}, new long[] {2, 3}, true));
    layers.put("LPPool2d-root", () -> new LPPool2d(1.5, 2));
    layers.put("LPPool3d-plain", () -> new LPPool3d(2, 2));
    layers.put("MaxUnpool1d-plain", () -> new Unpooled(new MaxPool1d(2), new MaxUnpool1d(2), true));
    layers.put("MaxUnpool2d-plain", () -> new Unpooled(new MaxPool2d(2), new MaxUnpool2d(2), true));
    layers.put("MaxUnpool2d-ties", () -> new Unpooled(new MaxPool2d(3), new MaxUnpool2d(3), false));
    MaxPoolOptions max = MaxPoolOptions.defaults();
    long[] size = {3, 2};
    layers.put(
        "MaxUnpool2d-sizes",
        () -> new Unpooled(new MaxPool2d(size, max), new MaxUnpool2d(size), true, 7, 5));
    long[] wide = {2, 4};
    layers.put(
        "MaxUnpool2d-padded",
        () ->
            new Unpooled(
                new MaxPool2d(wide, max.withStride(3, 5).withPadding(1, 2)),
                new MaxUnpool2d(wide, new long[] {3, 5}, new long[] {1, 2}),
                true));
    layers.put("MaxUnpool3d-plain", () -> new Unpooled(new MaxPool3d(2), new MaxUnpool3d(2), true));
  }

  private static void sizes(Map<String, Supplier<Module>> layers) {
    layers.put("Upsample-nearest", () -> new Upsample(2));
    layers.put("Upsample-length", () -> new Upsample(3, Upsample.Mode.LINEAR));
    layers.put("Upsample-bilinear", () -> new Upsample(2, Upsample.Mode.LINEAR));
    layers.put("Upsample-aligned", () -> new Upsample(3, Upsample.Mode.LINEAR_ALIGNED));
    layers.put("Upsample-volume", () -> new Upsample(2, Upsample.Mode.LINEAR));
    layers.put("PixelShuffle-three", () -> new PixelShuffle(3));
  }

  private static void transposed(Map<String, Supplier<Module>> layers) {
    ConvTransposeOptions all1 =
        TRANSPOSED.withStride(3).withPadding(1).withOutputPadding(2).withGroups(2);
    layers.put("ConvTranspose1d-all", () -> new ConvTranspose1d(4, 6, 3, all1));
    layers.put("ConvTranspose2d-plain", () -> new ConvTranspose2d(3, 2, 3));
    layers.put(
        "ConvTranspose2d-strided", () -> new ConvTranspose2d(3, 2, 2, TRANSPOSED.withStride(2)));
    ConvTransposeOptions all2 =
        TRANSPOSED
            .withStride(2, 3)
            .withPadding(1, 0)
            .withOutputPadding(1, 2)
            .withDilation(2, 1)
            .withGroups(2)
            .withBias(false);
    layers.put(
        "ConvTranspose2d-all",
        () -> new ConvTranspose2d(4, 2, new long[] {3, 2}, all2, Generator.threadDefault()));
    ConvTransposeOptions overhanging =
        TRANSPOSED
            .withStride(1, 2)
            .withPadding(1, 0)
            .withOutputPadding(2)
            .withDilation(3)
            .withGroups(2);
    layers.put("ConvTranspose2d-overhanging", () -> new ConvTranspose2d(2, 4, 3, overhanging));
    ConvTransposeOptions strided = TRANSPOSED.withStride(2).withPadding(1);
    layers.put("ConvTranspose3d-strided", () -> new ConvTranspose3d(2, 1, 2, strided));
  }

  private static Conv2d conv2d(long in, long out, ConvOptions options, long... kernel) {
    return new Conv2d(in, out, kernel, options, Generator.threadDefault());
  }

  static Stream<String> names() {
    return LAYERS.keySet().stream();
  }

  @Test
  void everyGoldenIsTested() {
    assertEquals(GOLDENS.parts("layer/"), LAYERS.keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void valuesAndGradientsEqualPyTorch(String name) {
    LayerGoldensTest.assertEqualsPyTorch(GOLDENS, name, LAYERS.get(name).get());
  }

  @Test
  void defaultsArePyTorchs() {
    assertEquals(List.of(number("Conv/stride")), CONV.stride());
    assertEquals(List.of(number("Conv/padding")), CONV.padding());
    assertEquals(List.of(number("Conv/dilation")), CONV.dilation());
    assertEquals(number("Conv/groups"), CONV.groups());
    assertEquals(GOLDENS.text("default/Conv/bias"), String.valueOf(CONV.bias()));
    assertEquals("zeros", GOLDENS.text("default/Conv/padding_mode"));
    assertEquals(PaddingMode.ZEROS, CONV.paddingMode());
    assertEquals(List.of(number("ConvTranspose/stride")), TRANSPOSED.stride());
    assertEquals(List.of(number("ConvTranspose/padding")), TRANSPOSED.padding());
    assertEquals(List.of(number("ConvTranspose/output_padding")), TRANSPOSED.outputPadding());
    assertEquals(List.of(number("ConvTranspose/dilation")), TRANSPOSED.dilation());
    assertEquals(number("ConvTranspose/groups"), TRANSPOSED.groups());
    assertEquals(GOLDENS.text("default/ConvTranspose/bias"), String.valueOf(TRANSPOSED.bias()));
    MaxPoolOptions max = MaxPoolOptions.defaults();
    assertEquals(GOLDENS.text("default/MaxPool/stride"), none(max.stride()));
    assertEquals(List.of(number("MaxPool/padding")), max.padding());
    assertEquals(List.of(number("MaxPool/dilation")), max.dilation());
    assertEquals(GOLDENS.text("default/MaxPool/ceil_mode"), String.valueOf(max.ceilMode()));
    AvgPoolOptions mean = AvgPoolOptions.defaults();
    assertEquals(GOLDENS.text("default/AvgPool/stride"), none(mean.stride()));
    assertEquals(List.of(number("AvgPool/padding")), mean.padding());
    assertEquals(GOLDENS.text("default/AvgPool/ceil_mode"), String.valueOf(mean.ceilMode()));
    assertEquals(
        GOLDENS.text("default/AvgPool/count_include_pad"), String.valueOf(mean.countIncludePad()));
  }

  private static String none(@Nullable Object value) {
    return value == null ? "none" : value.toString();
  }

  private static long number(String name) {
    return (long) GOLDENS.number("default/" + name);
  }
}
