package dev.jacobian.trainers.config.data;

import dev.jacobian.data.Batch;
import dev.jacobian.data.image.ColorJitter;
import dev.jacobian.data.image.Cutmix;
import dev.jacobian.data.image.Cutout;
import dev.jacobian.data.image.ImageSize;
import dev.jacobian.data.image.ImageTransform;
import dev.jacobian.data.image.Mixup;
import dev.jacobian.data.image.RandomCrop;
import dev.jacobian.data.image.RandomHorizontalFlip;
import dev.jacobian.data.image.RandomRotation;
import dev.jacobian.data.image.RandomVerticalFlip;
import dev.jacobian.shape.Option;
import dev.jacobian.tensor.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How training images are changed at random, in this order: what is drawn for an image follows from
 * the seed, the epoch and the image, and not from batches or workers; how a batch is mixed, from
 * the seed, the epoch and its place.
 *
 * @param rotation the largest angle that an image is turned by to either side, in degrees
 * @param crop pixels of a margin of zeros round the image, out of which a part of the image's size
 *     is cut; torchvision's {@code RandomCrop(size, padding)}
 * @param horizontalFlip the probability that left and right are exchanged
 * @param verticalFlip the probability that top and bottom are exchanged
 * @param colors changes of brightness and colours
 * @param cutout side of a square that is covered with zeros, in pixels; 0 for none
 * @param mixup alpha of mixup, which blends each image of a batch and its class with another: near
 *     0 hardly, 1 evenly; 0 for none
 * @param cutmix alpha of CutMix, which covers a box of each image with another one's and divides
 *     the class by the areas; with mixup beside it one of the two is drawn for each batch; 0 for
 *     none
 */
public record AugmentConfig(
    @Option(min = 0, max = 180) double rotation,
    @Option(min = 0, max = 1 << 14) int crop,
    @Option(min = 0, max = 1) double horizontalFlip,
    @Option(min = 0, max = 1) double verticalFlip,
    ColorJitter colors,
    @Option(min = 0, max = 1 << 14) int cutout,
    @Option(min = 0) double mixup,
    @Option(min = 0) double cutmix) {
  /** Returns no changes. */
  static AugmentConfig none() {
    return new AugmentConfig(0, 0, 0, 0, new ColorJitter(0, 0, 0, 0), 0, 0, 0);
  }

  /** Returns how the images of a batch are mixed, if they are. */
  public Optional<UnaryOperator<Batch>> mixing(int classes) {
    if (mixup == 0) {
      return cutmix == 0 ? Optional.empty() : Optional.of(new Cutmix(classes, cutmix));
    }
    Mixup blend = new Mixup(classes, mixup);
    if (cutmix == 0) {
      return Optional.of(blend);
    }
    Cutmix cover = new Cutmix(classes, cutmix);
    return Optional.of(
        batch ->
            (Generator.threadDefault().take(1).uniformDouble(0) < 1.0 / 2 ? blend : cover)
                .apply(batch));
  }

  /** Returns the changes of images of a size. */
  public List<ImageTransform> transforms(ImageSize size) {
    List<ImageTransform> transforms = new ArrayList<>();
    if (rotation > 0) {
      transforms.add(new RandomRotation(rotation));
    }
    if (crop > 0) {
      transforms.add(new RandomCrop(size.height(), size.width(), crop));
    }
    if (horizontalFlip > 0) {
      transforms.add(new RandomHorizontalFlip(horizontalFlip));
    }
    if (verticalFlip > 0) {
      transforms.add(new RandomVerticalFlip(verticalFlip));
    }
    if (!colors.equals(none().colors)) {
      transforms.add(colors);
    }
    if (cutout > 0) {
      transforms.add(new Cutout(cutout));
    }
    return transforms;
  }
}
