package dev.jacobian.trainers.config.data;

import dev.jacobian.data.image.Channels;
import dev.jacobian.data.image.Fit;
import dev.jacobian.data.image.ImageFolder;
import dev.jacobian.data.image.ImageSize;
import dev.jacobian.data.image.Normalize;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.RecordKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How files become images, in training and wherever the model is used.
 *
 * @param size the height and width that images are resized to: a number for squares, or both; by
 *     default those of the first image, which all must have then
 * @param fit what becomes of images of another ratio: stretch, or crop to their middle
 * @param channels grey, rgb, or found for those of the first image, which all must have then
 * @param normalize what is taken from each channel, and what it is divided by then: training, the
 *     mean and the deviation of each channel of the training images; imagenet, which weights of
 *     torchvision need; or a mapping of mean and std, numbers or a list with one for each channel;
 *     by default nothing, and values are in [0, 1]
 */
public record ImageForm(
    @Option Optional<ImageSize> size,
    @Option Fit fit,
    @Option Channels channels,
    @Option Optional<Normalization> normalize)
    implements DataForm {
  static final RecordKeys<ImageForm> KEYS =
      RecordKeys.of(
          new ImageForm(Optional.empty(), Fit.STRETCH, Channels.FOUND, Optional.empty()),
          Map.of("size", new ImageSizeType(), "normalize", new NormalizeType()));

  /** Returns this with what the images of a folder turned out to be. */
  public ImageForm found(int height, int width, int channelCount) {
    return new ImageForm(
        Optional.of(new ImageSize(height, width)),
        fit,
        channelCount == 1 ? Channels.GREY : Channels.RGB,
        normalize);
  }

  /** Returns this with numbers in place of those that only the training images tell. */
  public ImageForm fitted(Supplier<Normalize> training) {
    return new ImageForm(
        size,
        fit,
        channels,
        normalize.map(by -> Normalization.of(by.numbers().orElseGet(training))));
  }

  /** Returns what images are normalised by, once the training images have told it. */
  public Optional<Normalize> normalizer() {
    return normalize.map(by -> by.numbers().orElseThrow());
  }

  /**
   * Returns how a folder is read.
   *
   * @param classNames in the order of their indices; empty for those that there are
   */
  public ImageFolder.Options options(List<String> classNames) {
    return new ImageFolder.Options(size, fit, channels, classNames);
  }

  @Override
  public RecordKeys<?> keys() {
    return KEYS;
  }

  @Override
  public DataConfig data(
      Path file, Optional<Path> targetsFile, List<String> features, List<String> targetNames) {
    if (targetsFile.isPresent()) {
      throw new ConfigException(
          KeyPlace.of("targets"),
          "the classes of images are the names of their folders",
          "no --targets");
    }
    return ImageData.of(new ImageRows(file), this);
  }
}
