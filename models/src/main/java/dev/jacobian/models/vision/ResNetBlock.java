package dev.jacobian.models.vision;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.nn.BatchNorm2d;
import dev.jacobian.nn.Conv2d;
import dev.jacobian.nn.ConvOptions;
import dev.jacobian.nn.Init;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.RunningNormOptions;
import dev.jacobian.nn.Sequential;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block: {@code y = relu(x + f(x))}, f being two convolutions of 3x3, or of 1x1, 3x3 and 1x1,
 * each normalised. Where sizes change, x goes through a convolution of 1x1. Input {@code [n, in, h,
 * w]}, output {@code [n, out, h / stride, w / stride]}.
 */
final class ResNetBlock extends Module {
  /** How many times the channels of a block of three are at its end. */
  private static final int EXPANSION = 4;

  private final List<Conv2d> convolutions = new ArrayList<>();
  private final List<BatchNorm2d> norms = new ArrayList<>();
  private final @Nullable Sequential downsample;

  ResNetBlock(
      boolean isBottleneck, int in, int width, long stride, DType dtype, Generator generator) {
    super((isBottleneck ? "Bottleneck(" : "BasicBlock(") + in + ", " + width + ")");
    int out = outputs(isBottleneck, width);
    if (isBottleneck) {
      add(convolution(in, width, 1, 1, dtype, generator), width, dtype);
      add(convolution(width, width, 3, stride, dtype, generator), width, dtype);
      add(convolution(width, out, 1, 1, dtype, generator), out, dtype);
    } else {
      add(convolution(in, width, 3, stride, dtype, generator), width, dtype);
      add(convolution(width, width, 3, 1, dtype, generator), width, dtype);
    }
    downsample =
        in == out && stride == 1
            ? null
            : register(
                "downsample",
                new Sequential(
                    convolution(in, out, 1, stride, dtype, generator), norm(out, dtype)));
  }

  /** Returns the channels at the end of a block. */
  static int outputs(boolean isBottleneck, int width) {
    return isBottleneck ? EXPANSION * width : width;
  }

  private void add(Conv2d convolution, int channels, DType dtype) {
    int number = convolutions.size() + 1;
    convolutions.add(register("conv" + number, convolution));
    norms.add(register("bn" + number, norm(channels, dtype)));
  }

  /** Returns a convolution that keeps the size, or divides it by the stride. */
  static Conv2d convolution(
      int in, int out, int kernel, long stride, DType dtype, Generator generator) {
    ConvOptions options =
        ConvOptions.defaults()
            .withStride(stride)
            .withPadding(kernel / 2)
            .withBias(false)
            .withDtype(dtype);
    Conv2d convolution = new Conv2d(in, out, new long[] {kernel, kernel}, options, generator);
    Init.kaimingNormal(
        convolution.weight().tensor(), Init.Fan.OUT, Init.leakyReluGain(0), generator);
    return convolution;
  }

  static BatchNorm2d norm(int channels, DType dtype) {
    return new BatchNorm2d(channels, RunningNormOptions.ofBatch().withDtype(dtype));
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      Tensor x = input;
      for (int i = 0; i < convolutions.size(); i++) {
        Tensor normed = norms.get(i).forward(convolutions.get(i).forward(x));
        x = i < convolutions.size() - 1 ? normed.relu() : normed;
      }
      return x.add(downsample == null ? input : downsample.forward(input)).relu();
    }
  }
}
