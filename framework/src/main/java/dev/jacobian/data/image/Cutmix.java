package dev.jacobian.data.image;

import dev.jacobian.data.Batch;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Covers a box of each image of a batch with that of the image before it. The box has {@code 1 -
 * lambda} of the area, with one lambda from Beta(alpha, alpha) for the batch, round a pixel by
 * chance, and is cut at the borders; classes become probabilities {@code [n, classes]} by the
 * areas. For {@code TransformedDataset}; a loader that shuffles makes the neighbours random.
 * Source: Yun et al., "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable
 * Features", ICCV 2019. PyTorch equivalent: {@code torchvision.transforms.v2.CutMix}.
 *
 * @param classes how many there are
 * @param alpha how much is covered: near 0 hardly anything or all, 1 evenly
 */
public record Cutmix(@Option(min = 2) int classes, @Option(above = 0) double alpha)
    implements UnaryOperator<Batch> {
  /**
   * Checks both.
   *
   * @throws dev.jacobian.shape.OptionException if one is out of range
   */
  public Cutmix {
    OptionRanges.require(Cutmix.class, classes, alpha);
  }

  /**
   * Returns the batch with boxes covered.
   *
   * @param batch of images {@code [n, channels, height, width]} and labels
   * @throws DataException if the inputs are no images
   */
  @Override
  public Batch apply(Batch batch) {
    Tensor images = batch.inputs();
    if (images.shape().rank() != 4) {
      throw new DataException(
          "Cutmix: inputs of shape " + images.shape(), "images [n, channels, height, width]");
    }
    Generator generator = Generator.threadDefault();
    double half = Math.sqrt(1 - Mixing.beta(alpha, generator)) / 2;
    int height = (int) images.size(2);
    int width = (int) images.size(3);
    int row = ImageTransform.below(generator, height);
    int column = ImageTransform.below(generator, width);
    int top = Math.max(row - (int) (half * height), 0);
    int bottom = Math.min(row + (int) (half * height), height);
    int left = Math.max(column - (int) (half * width), 0);
    int right = Math.min(column + (int) (half * width), width);
    boolean[] covered = new boolean[height * width];
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        covered[y * width + x] = true;
      }
    }
    Tensor box = Tensor.of(covered, height, width);
    double kept = 1 - (double) (bottom - top) * (right - left) / (height * width);
    return new Batch(
        box.where(Mixing.before(images), images), Mixing.blendClasses(batch, classes, kept));
  }
}
