package dev.jacobian.data.image;

import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Generator;
import java.util.Iterator;
import java.util.List;

/**
 * Shifts and scales each channel: {@code (x - mean) / std}. PyTorch equivalent: {@code
 * torchvision.transforms.Normalize}.
 *
 * @param mean of each channel, or one for all
 * @param std of each channel, or one for all
 */
public record Normalize(List<Double> mean, List<Double> std) implements ImageTransform {
  /** What torchvision's models were trained with: the statistics of ImageNet. */
  public static final Normalize IMAGE_NET =
      new Normalize(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  private static final int FIT_BATCH = 64;

  /**
   * Copies the lists.
   *
   * @throws DataException if they differ in length, or a number cannot be used
   */
  public Normalize {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.isEmpty()
        || mean.size() != std.size()
        || !mean.stream().allMatch(Double::isFinite)
        || !std.stream().allMatch(value -> value > 0 && Double.isFinite(value))) {
      throw new DataException(
          "Normalize: mean " + mean + ", std " + std,
          "a number of each for each channel, deviations above 0");
    }
  }

  /** Shifts and scales all channels alike. */
  public Normalize(double mean, double std) {
    this(List.of(mean), List.of(std));
  }

  /**
   * Returns the mean and the deviation of each channel of images, so that they become 0 and 1. They
   * are read once, by as many threads as there are processors; the numbers do not depend on how
   * many.
   *
   * @param images {@code [n, channels, height, width]}
   * @throws DataException if there are none, or a channel has one value everywhere
   */
  public static Normalize fit(Dataset images) {
    ChannelSums sums = new ChannelSums();
    DataLoader.Options batches =
        DataLoader.Options.of(FIT_BATCH).withWorkers(Runtime.getRuntime().availableProcessors());
    try (DataLoader loader = DataLoader.of(images, batches)) {
      for (Iterator<Batch> read = loader.iterator(); read.hasNext(); ) {
        try (MemoryScope scope = MemoryScope.open()) {
          sums.add(read.next().inputs());
        }
      }
    }
    return sums.normalize();
  }

  /**
   * Checks that there is a number for each channel, or one for all.
   *
   * @throws DataException if there is not
   */
  public void requireFits(int channels) {
    if (mean.size() != 1 && mean.size() != channels) {
      throw new DataException(
          "Normalize: an image with " + channels + (channels == 1 ? " channel" : " channels"),
          mean.size() + ", as there are means");
    }
  }

  @Override
  public Image apply(Image image, Generator generator) {
    requireFits(image.channels());
    return image.map(
        (c, y, x) -> {
          int at = mean.size() == 1 ? 0 : c;
          return (float) ((image.at(c, y, x) - mean.get(at)) / std.get(at));
        });
  }
}
