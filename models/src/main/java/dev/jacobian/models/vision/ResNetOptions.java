package dev.jacobian.models.vision;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import java.util.List;

/**
 * The form of a {@link ResNet}.
 *
 * @param depth number of layers that have weights
 * @param classes number of outputs
 * @param channels of the images, 3 for red, green and blue
 * @param dtype float32 or float64
 */
public record ResNetOptions(
    Depth depth,
    @Option(min = 1, max = 1 << 20) int classes,
    @Option(min = 1, max = 1 << 10) int channels,
    DType dtype) {
  /** The published depths, with the number of blocks at each size of the image. */
  public enum Depth {
    /** 18 layers in blocks of two. */
    RESNET18(false, List.of(2, 2, 2, 2)),
    /** 34 layers in blocks of two. */
    RESNET34(false, List.of(3, 4, 6, 3)),
    /** 50 layers in blocks of three, whose outputs have four times the channels. */
    RESNET50(true, List.of(3, 4, 6, 3));

    private final boolean isBottleneck;

    @SuppressWarnings("ImmutableEnumChecker") // given by List.of
    private final List<Integer> blocks;

    Depth(boolean isBottleneck, List<Integer> blocks) {
      this.isBottleneck = isBottleneck;
      this.blocks = blocks;
    }

    boolean isBottleneck() {
      return isBottleneck;
    }

    /** Returns the number of blocks at a size, from 0. */
    int blocks(int stage) {
      return blocks.get(stage);
    }
  }

  /** Checks the numbers. */
  public ResNetOptions {
    OptionRanges.require(ResNetOptions.class, depth, classes, channels, dtype);
    if (!dtype.isFloating()) {
      throw new DTypeException("ResNet: dtype " + dtype, "float32 or float64");
    }
  }

  /** Returns the form for images of three channels in float32. */
  public static ResNetOptions of(Depth depth, int classes) {
    return new ResNetOptions(depth, classes, 3, DType.FLOAT32);
  }

  /** Returns this form for images of other channels. */
  public ResNetOptions withChannels(int value) {
    return new ResNetOptions(depth, classes, value, dtype);
  }

  /** Returns this form with parameters of another type. */
  public ResNetOptions withDtype(DType value) {
    return new ResNetOptions(depth, classes, channels, value);
  }
}
