package dev.jacobian.data.image;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.device.DataChecks;
import dev.jacobian.io.IdxFile;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Images in a folder for each class, or in a zip archive of such folders: {@code cat/1.png}, {@code
 * dog/2.jpg} ..., or in a file as MNIST has them, {@code train-images-idx3-ubyte.gz}, beside which
 * {@code train-labels-idx1-ubyte.gz} lies. Inputs are float32 {@code [n, channels, height, width]}
 * in [0, 1], targets the classes, int64 {@code [n]}. PyTorch equivalent: {@code
 * torchvision.datasets.ImageFolder} with {@code Resize} and {@code ToTensor}.
 *
 * <p>Files are decoded when a batch is read, by the JDK: by as many threads as the {@link
 * dev.jacobian.data.DataLoader} has workers. Images that fit into memory are decoded only once by
 * {@code TensorDataset.copyOf}. Images are those files whose names end in {@code .png}, {@code
 * .jpg}, {@code .jpeg}, {@code .bmp} or {@code .gif}; hidden ones and others are left out.
 */
public final class ImageFolder implements Dataset {
  private final FittedImages images;
  private final ClassFiles list;

  /**
   * How files become images.
   *
   * @param size of all images; by default that of the first, which all must have then
   * @param fit what becomes of images of another ratio
   * @param channels what the channels are
   * @param classNames the classes in the order of their indices; empty for the folders, sorted
   */
  public record Options(
      Optional<ImageSize> size, Fit fit, Channels channels, List<String> classNames) {
    /** Copies the list. */
    public Options {
      classNames = List.copyOf(classNames);
    }

    /** Returns the defaults: images as they are, which all have one size and the same channels. */
    public static Options defaults() {
      return new Options(Optional.empty(), Fit.STRETCH, Channels.FOUND, List.of());
    }

    /** Returns these options with images resized to {@code height x width}. */
    public Options withSize(int height, int width) {
      return new Options(Optional.of(new ImageSize(height, width)), fit, channels, classNames);
    }

    /** Returns these options with another treatment of images of another ratio. */
    public Options withFit(Fit fit) {
      return new Options(size, fit, channels, classNames);
    }

    /** Returns these options with channels of one kind. */
    public Options withChannels(Channels channels) {
      return new Options(size, fit, channels, classNames);
    }

    /** Returns these options with the classes given, so that several folders have one order. */
    public Options withClassNames(List<String> names) {
      return new Options(size, fit, channels, names);
    }

    /**
     * Returns the image in a file's bytes, made as these options say; a size or channels that they
     * leave open are the image's own.
     *
     * @param name what errors call it
     * @param mostPixels the most that are decoded: a file of few bytes may stand for very many
     * @throws DataException if the bytes are no image, a damaged one, or one of more pixels
     */
    public Image read(String name, byte[] bytes, long mostPixels) {
      return fitted(ImageDecoder.decode(name, bytes, mostPixels));
    }

    /** Returns an image made as these options say. */
    Image fitted(Image decoded) {
      Image image = channels.of(decoded);
      return size.isEmpty() ? image : Resizing.resize(fit.part(image, size.get()), size.get());
    }
  }

  private ImageFolder(FittedImages images, ClassFiles list) {
    this.images = images;
    this.list = list;
  }

  /**
   * Lists the images and decodes the first.
   *
   * @param root a folder, a zip archive, or a file in MNIST's format; folders of an archive may lie
   *     in one that all share
   * @throws DataException if there is no class, a class has no image or is none of those given, or
   *     the first image cannot be decoded
   */
  public static ImageFolder open(Path root, Options options) {
    if (IdxFile.isIdx(root)) {
      IdxImages images = IdxImages.read(root);
      return new ImageFolder(
          new FittedImages(images, options), images.classes(options.classNames()));
    }
    ImageFiles files = ImageFiles.of(root);
    ClassFiles list = ClassFiles.of(root, files, options.classNames());
    ImageSource images = new ImageSource.Decoded(files, list.names());
    return new ImageFolder(new FittedImages(images, options), list);
  }

  /**
   * Returns the places that {@link #open} reads: the folder, the archive, or the file in MNIST's
   * format and that of its labels.
   *
   * @throws DataException if the labels are not there
   */
  public static List<Path> files(Path root) {
    return IdxFile.isIdx(root) ? List.of(root, IdxImages.labelsOf(root)) : List.of(root);
  }

  /** Returns the names of the classes in the order of their indices. */
  @Override
  public List<String> classNames() {
    return list.classes();
  }

  /** Returns the class of each image. */
  public long[] labels() {
    return list.labels().stream().mapToLong(Integer::longValue).toArray();
  }

  /** Returns what errors call a row's file. */
  public String file(int row) {
    return images.file(row);
  }

  /** Returns the shape of an image: {@code [channels, height, width]}. */
  public Shape imageShape() {
    return Shape.of(images.channels(), images.size().height(), images.size().width());
  }

  @Override
  public long size() {
    return images.count();
  }

  /**
   * {@inheritDoc}
   *
   * @throws DataException also if a file is no image, a damaged one, or one of another size or
   *     channels that nothing was said about; the message has its name
   */
  @Override
  public Batch gather(long[] indices) {
    DataChecks.requireInside("gather", indices, indices.length, 0, size());
    long[] labels = Arrays.stream(indices).map(row -> list.labels().get((int) row)).toArray();
    return new Batch(images.gather(indices), Tensor.of(labels));
  }
}
