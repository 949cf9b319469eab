package dev.jacobian.tensor;

import dev.jacobian.device.ConvolutionPart;
import dev.jacobian.device.ConvolutionShape;
import dev.jacobian.op.Convolution;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks what convolutions are given, and applies the op. */
final class Correlation {
  private static final String[] SIZES = {"", "length", "height, width", "depth, height, width"};

  private final String name;
  private final int axes;
  private final Tensor input;
  private final Shape weight;
  private final long groups;

  private Correlation(String name, int axes, Tensor input, Tensor weight, long groups) {
    this.name = name;
    this.axes = axes;
    this.input = input;
    this.weight = weight.shape();
    this.groups = groups;
    requireRanks();
  }

  static Tensor of(
      String name,
      int axes,
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    Correlation call = new Correlation(name, axes, input, weight, groups);
    return call.convolve(weight, bias, stride, padding, dilation);
  }

  static Tensor transposed(
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long[] dilation,
      long groups) {
    int axes = weight.shape().rank() - 2;
    Correlation call = new Correlation("convTranspose", axes, input, weight, groups);
    return call.transpose(weight, bias, stride, padding, outputPadding, dilation);
  }

  private Tensor convolve(
      Tensor kernel, @Nullable Tensor bias, long[] stride, long[] padding, long[] dilation) {
    requireChannels(weight.dim(1) * groups, weight.dim(0));
    ConvolutionShape windows = windows(spatial(input.shape()), stride, padding, dilation);
    for (int axis = 0; axis < axes; axis++) {
      if (windows.windows(axis) < 1) {
        long padded = windows.input().get(axis) + 2 * windows.padding().get(axis);
        throw new ShapeException(
            name
                + ": a kernel that spans "
                + windows.span(axis)
                + " entries along an axis of "
                + padded
                + ", padding included: input "
                + input.shape()
                + ", weight "
                + weight,
            "a kernel that is not larger than the padded input",
            "pad the input, or make kernel or dilation smaller");
      }
    }
    Tensor sums = Calls.apply(new Convolution(ConvolutionPart.OUTPUT, windows), batch(), kernel);
    return finish(sums, bias, weight.dim(0));
  }

  private Tensor transpose(
      Tensor kernel,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long[] dilation) {
    requireChannels(weight.dim(0), weight.dim(1) * groups);
    ConvolutionShape given = windows(spatial(input.shape()), stride, padding, dilation);
    List<Long> more = numbers("outputPadding", outputPadding, 0);
    List<Long> sizes = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      if (more.get(axis) >= Math.max(given.stride().get(axis), given.dilation().get(axis))) {
        throw new OptionException(
            name + ": outputPadding " + more + " with stride " + given.stride(),
            "less than the stride or the dilation");
      }
      long size = (given.input().get(axis) - 1) * given.stride().get(axis) + given.span(axis);
      sizes.add(size - 2 * given.padding().get(axis) + more.get(axis));
      if (sizes.get(axis) < 1) {
        throw new ShapeException(
            name + ": padding " + given.padding() + " leaves nothing of the output of " + size,
            "a padding that leaves an entry of the output");
      }
    }
    ConvolutionShape windows = windows(sizes, stride, padding, dilation);
    Tensor images = batch();
    for (int axis = 0; axis < axes; axis++) {
      // An output padding of a stride or more has room for windows that no entry stands for.
      long extra = windows.windows(axis) - given.input().get(axis);
      images = extra == 0 ? images : images.pad(axis + 2, 0, extra);
    }
    Tensor sums = Calls.apply(new Convolution(ConvolutionPart.INPUT, windows), kernel, images);
    return finish(sums, bias, weight.dim(1) * groups);
  }

  private void requireRanks() {
    if (axes < 1 || axes > 3 || weight.rank() != axes + 2) {
      throw new ShapeException(
          name + ": weight " + weight,
          axes < 1 || axes > 3
              ? "two axes of channels and one to three of the kernel"
              : "rank " + (axes + 2) + ": two axes of channels and " + axes + " of the kernel");
    }
    int rank = input.shape().rank();
    if (rank != axes + 2 && rank != axes + 1) {
      String one = "channels, " + SIZES[axes];
      throw new ShapeException(
          name + ": input " + input.shape(), "[n, " + one + "] or [" + one + "]");
    }
  }

  private void requireChannels(long in, long out) {
    if (groups < 1 || in % groups != 0 || out % groups != 0) {
      throw new OptionException(
          name + ": " + groups + " groups of weight " + weight,
          "a number of groups that divides the channels, " + in + " and " + out);
    }
    long received = input.shape().dim(-axes - 1);
    if (received != in) {
      throw new ShapeException(
          name
              + ": input "
              + input.shape()
              + " has "
              + received
              + " channels, weight "
              + weight
              + " takes "
              + in
              + (groups == 1 ? "" : " in " + groups + " groups"),
          "an input of " + in + " channels");
    }
  }

  private List<Long> spatial(Shape shape) {
    long[] dims = shape.dims();
    return Arrays.stream(dims, dims.length - axes, dims.length).boxed().toList();
  }

  private ConvolutionShape windows(
      List<Long> sizes, long[] stride, long[] padding, long[] dilation) {
    return new ConvolutionShape(
        sizes,
        spatial(weight),
        numbers("stride", stride, 1),
        numbers("padding", padding, 0),
        numbers("dilation", dilation, 1),
        groups);
  }

  private List<Long> numbers(String what, long[] given, long least) {
    boolean isInRange = Arrays.stream(given).allMatch(number -> number >= least);
    if (!isInRange || (given.length != 1 && given.length != axes)) {
      throw new OptionException(
          name + ": " + what + " " + Arrays.toString(given),
          "one number, or one for each of " + axes + " axes, of at least " + least);
    }
    return Convolution.each(given, axes);
  }

  private boolean isBatch() {
    return input.shape().rank() == axes + 2;
  }

  private Tensor batch() {
    return isBatch() ? input : input.unsqueeze(0);
  }

  private Tensor finish(Tensor sums, @Nullable Tensor bias, long channels) {
    Tensor result = sums;
    if (bias != null) {
      if (!bias.shape().equals(Shape.of(channels))) {
        throw new ShapeException(
            name + ": bias " + bias.shape(),
            "one number for each output channel, [" + channels + "]");
      }
      long[] dims = new long[axes + 1];
      Arrays.fill(dims, 1);
      dims[0] = channels;
      result = sums.add(bias.reshape(dims));
    }
    long[] dims = result.shape().dims();
    return isBatch() ? result : Calls.own(result, Arrays.copyOfRange(dims, 1, dims.length));
  }
}
