package dev.jacobian.trainers.predict;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.image.Image;
import dev.jacobian.data.image.ImageList;
import dev.jacobian.data.image.ImageSize;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.saved.ImagePreparation;
import dev.jacobian.trainers.saved.SavedModel;
import dev.jacobian.trainers.saved.Scoring;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * A trained model that tells what images show, from any number of threads at once:
 *
 * <pre>{@code
 * ImagePredictor predictor = ImagePredictor.load(Path.of("runs/pets"));
 * String animal = predictor.predict(Path.of("photo.jpg")).label().orElseThrow();
 * }</pre>
 *
 * It takes files as they are, and makes of them what the model was trained on: their size, channels
 * and normalisation are saved with the weights.
 */
public final class ImagePredictor {
  private final ImagePreparation preparation;
  private final ModelCalls calls;

  private ImagePredictor(ImagePreparation preparation, ModelCalls calls) {
    this.preparation = preparation;
    this.calls = calls;
  }

  /**
   * Loads a model that {@code jacobian train} wrote, to compute on the CPU.
   *
   * @param place the weights file, or the folder of the run that wrote it
   * @throws dev.jacobian.shape.FileFormatException if it is another kind of file
   * @throws dev.jacobian.shape.OptionException if the model is given no images
   */
  public static ImagePredictor load(Path place) {
    try (MemoryScope scope = MemoryScope.open()) {
      SavedModel saved = SavedModel.read(place);
      return of(saved, saved.load(Device.cpu()), Device.cpu());
    }
  }

  /**
   * Returns a predictor of a model that is in memory.
   *
   * @param model with its weights, in evaluation mode, on {@code device}
   * @throws dev.jacobian.shape.OptionException if the model is given no images
   */
  public static ImagePredictor of(SavedModel saved, Module model, Device device) {
    ImagePreparation preparation = saved.preparation().images();
    return new ImagePredictor(preparation, new ModelCalls(preparation, model, device));
  }

  /** Returns the names of the classes, in the order of their probabilities. */
  public List<String> classNames() {
    return preparation.classNames();
  }

  /**
   * Predicts an image.
   *
   * @throws dev.jacobian.shape.DataException if it cannot be read or decoded
   */
  public Prediction predict(Path image) {
    return predict(open(image), 0, 1).get(0);
  }

  /**
   * Predicts an image that lies in memory as a file has it: a PNG, JPEG, BMP or GIF.
   *
   * @param name what errors call it
   * @param mostPixels the most that are decoded: a file of few bytes may stand for very many
   * @throws dev.jacobian.shape.DataException if it cannot be decoded, or has more pixels
   */
  public Prediction predict(String name, byte[] file, long mostPixels) {
    Image image = preparation.form().options(List.of()).read(name, file, mostPixels);
    try (MemoryScope scope = MemoryScope.open()) {
      Tensor one = Tensor.of(image.values(), 1, image.channels(), image.height(), image.width());
      Dataset images = preparation.unchanged(new TensorDataset(one, Tensor.zeros(1)));
      return calls.predict(() -> images.gather(new long[] {0}).inputs()).get(0);
    }
  }

  /** Returns the size of the images that the model sees: others are made so. */
  public ImageSize size() {
    return preparation.size();
  }

  /** Returns how many channels the model sees: 1 for grey, 3 for red, green and blue. */
  public int channels() {
    return preparation.channels();
  }

  /** Lists the images of a folder, with all below it, or of a zip archive; or a single one. */
  ImageList open(Path place) {
    return ImageList.open(place, preparation.form().options(List.of()));
  }

  /**
   * Predicts images, some at a time.
   *
   * @param sink takes the next predictions
   */
  void forEach(ImageList images, Consumer<List<Prediction>> sink) {
    int most = Scoring.rowsAtOnce(preparation);
    for (long start = 0; start < images.size(); start += most) {
      sink.accept(predict(images, start, Math.min(images.size(), start + most)));
    }
  }

  private List<Prediction> predict(ImageList images, long from, long to) {
    try (MemoryScope scope = MemoryScope.open()) {
      long[] rows = LongStream.range(from, to).toArray();
      return calls.predict(() -> preparation.unchanged(images).gather(rows).inputs());
    }
  }
}
