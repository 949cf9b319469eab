package dev.jacobian.trainers.predict;

import dev.jacobian.data.image.ImageList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Predictions for the images of a folder or an archive, or for one: with each, its file. */
public final class ImagePrediction implements PredictionStream {
  private static final String FILE = "file";

  private final ImagePredictor predictor;
  private final ImageList images;

  private ImagePrediction(ImagePredictor predictor, ImageList images) {
    this.predictor = predictor;
    this.images = images;
  }

  /**
   * Lists the images.
   *
   * @param place a folder, with all below it, a zip archive, or an image
   * @throws dev.jacobian.shape.DataException if there is no image
   */
  public static ImagePrediction of(ImagePredictor predictor, Path place) {
    return new ImagePrediction(predictor, predictor.open(place));
  }

  @Override
  public List<String> keptNames() {
    return List.of(FILE);
  }

  @Override
  public TableForm form() {
    return TableForm.usual();
  }

  @Override
  public long forEach(Consumer<List<PredictedRow>> sink) {
    int[] done = {0};
    predictor.forEach(
        images,
        predictions -> {
          List<PredictedRow> rows = new ArrayList<>(predictions.size());
          for (Prediction prediction : predictions) {
            String file = images.file(done[0]++);
            rows.add(
                new PredictedRow(
                    List.of(new KeptValue(file, Optional.empty(), Optional.empty())), prediction));
          }
          sink.accept(rows);
        });
    return images.size();
  }
}
