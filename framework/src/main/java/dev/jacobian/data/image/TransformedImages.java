package dev.jacobian.data.image;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/**
 * Images that are changed whenever they are read. What is drawn for one follows from the loader's
 * seed, the epoch and the image's index, and from nothing else: neither the number of workers nor
 * the size or order of batches changes it. In torchvision this is a data set, whose numbers follow
 * from the workers.
 *
 * <p>Without a loader, numbers are those of the thread's default seed and epoch 0.
 *
 * @param dataset whose inputs are float32 images {@code [n, channels, height, width]}
 * @param transforms applied one after the other, such as {@link RandomCrop} and {@link Normalize}
 */
public record TransformedImages(Dataset dataset, List<ImageTransform> transforms)
    implements Dataset {
  /** How far the numbers of two images lie apart: see {@link ImageTransform}. */
  private static final int NUMBERS_BITS = 16;

  /** Copies the list. */
  public TransformedImages {
    transforms = List.copyOf(transforms);
  }

  /** Makes a data set of changed images. */
  public TransformedImages(Dataset dataset, ImageTransform... transforms) {
    this(dataset, List.of(transforms));
  }

  @Override
  public long size() {
    return dataset.size();
  }

  @Override
  public Batch gather(long[] indices) {
    Batch batch = dataset.gather(indices);
    Tensor inputs = batch.inputs();
    if (inputs.shape().rank() != 4 || inputs.dtype() != DType.FLOAT32) {
      throw new DataException(
          "images of shape " + inputs.shape() + " and dtype " + inputs.dtype(),
          "float32 [n, channels, height, width]");
    }
    RandomState epoch = Generator.threadDefault().state();
    float[] values = inputs.toFloatArray();
    int length = values.length / indices.length;
    float[] changed = new float[0];
    Image last = null;
    for (int i = 0; i < indices.length; i++) {
      float[] own = new float[length];
      System.arraycopy(values, i * length, own, 0, length);
      Image image =
          new Image(own, (int) inputs.size(1), (int) inputs.size(2), (int) inputs.size(3));
      // The complement is a stream that nothing else draws from.
      Generator generator =
          new Generator(new RandomState(epoch.seed(), ~epoch.stream(), indices[i] << NUMBERS_BITS));
      for (ImageTransform transform : transforms) {
        image = transform.apply(image, generator);
      }
      if (last == null) {
        changed = new float[Math.multiplyExact(indices.length, image.values().length)];
      } else if (image.channels() != last.channels()
          || image.height() != last.height()
          || image.width() != last.width()) {
        throw new DataException(
            "transforms made images of " + shape(last) + " and of " + shape(image),
            "images of one shape");
      }
      System.arraycopy(
          image.values(), 0, changed, i * image.values().length, image.values().length);
      last = image;
    }
    return last == null
        ? batch
        : new Batch(
            List.of(
                Tensor.of(changed, indices.length, last.channels(), last.height(), last.width())),
            batch.targetList());
  }

  private static String shape(Image image) {
    return "[" + image.channels() + ", " + image.height() + ", " + image.width() + "]";
  }
}
