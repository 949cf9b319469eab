package dev.jacobian.models.vision;

import dev.jacobian.models.MLP;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;
import java.util.List;

/**
 * The form of a {@link CNN}.
 *
 * @param inChannels of the images: 1 or 3
 * @param height of the images
 * @param width of the images
 * @param channels of each convolution's output, from the image on
 * @param kernelSize height and width of the convolutions' windows, an odd number
 * @param batchNorm whether each convolution is followed by a batch normalisation
 * @param pool side of the windows of the pooling after each convolution, by which images get
 *     smaller; 1 for none
 * @param hidden size of each linear layer before the last
 * @param activation the function after each convolution and hidden layer
 * @param dropout probability that an activation of a hidden layer is dropped in training
 * @param classes number of outputs
 * @param dtype float32 or float64
 */
public record CNNOptions(
    int inChannels,
    int height,
    int width,
    @Option(min = 1, max = 1 << 16, required = true) List<Integer> channels,
    @Option(min = 1, max = 101) int kernelSize,
    @Option boolean batchNorm,
    @Option(min = 1, max = 64) int pool,
    @Option(min = 1, max = 1 << 20) List<Integer> hidden,
    @Option MLP.Activation activation,
    @Option(min = 0, below = 1) double dropout,
    int classes,
    DType dtype) {
  /** Checks the numbers and copies the lists. */
  public CNNOptions {
    channels = List.copyOf(channels);
    hidden = List.copyOf(hidden);
    OptionRanges.require(
        CNNOptions.class,
        inChannels,
        height,
        width,
        channels,
        kernelSize,
        batchNorm,
        pool,
        hidden,
        activation,
        dropout,
        classes,
        dtype);
    if (inChannels < 1 || height < 1 || width < 1 || classes < 1) {
      throw new OptionException(
          "CNN: images of "
              + inChannels
              + " x "
              + height
              + " x "
              + width
              + ", "
              + classes
              + " classes",
          "1 or more of each");
    }
    if (kernelSize % 2 == 0) {
      throw new OptionException(
          "CNN: kernelSize " + kernelSize, "an odd number, so that images keep their size");
    }
    if (!dtype.isFloating()) {
      throw new DTypeException("CNN: dtype " + dtype, "float32 or float64");
    }
  }

  /**
   * Returns the form for grey images of 32 x 32 and ten classes: windows of 3 x 3, normalised,
   * ReLU, pooled by 2, no hidden layer, no dropout, float32.
   */
  public static CNNOptions of(List<Integer> channels) {
    return new CNNOptions(
        1, 32, 32, channels, 3, true, 2, List.of(), MLP.Activation.RELU, 0, 10, DType.FLOAT32);
  }

  /** Returns this form for other images. */
  public CNNOptions withImages(int inChannels, int height, int width) {
    return new CNNOptions(
        inChannels,
        height,
        width,
        channels,
        kernelSize,
        batchNorm,
        pool,
        hidden,
        activation,
        dropout,
        classes,
        dtype);
  }

  /** Returns this form with another number of outputs. */
  public CNNOptions withClasses(int value) {
    return new CNNOptions(
        inChannels,
        height,
        width,
        channels,
        kernelSize,
        batchNorm,
        pool,
        hidden,
        activation,
        dropout,
        value,
        dtype);
  }

  /** Returns this form with linear layers before the last. */
  public CNNOptions withHidden(List<Integer> value) {
    return new CNNOptions(
        inChannels,
        height,
        width,
        channels,
        kernelSize,
        batchNorm,
        pool,
        value,
        activation,
        dropout,
        classes,
        dtype);
  }

  /** Returns this form with parameters of another type. */
  public CNNOptions withDtype(DType value) {
    return new CNNOptions(
        inChannels,
        height,
        width,
        channels,
        kernelSize,
        batchNorm,
        pool,
        hidden,
        activation,
        dropout,
        classes,
        value);
  }
}
