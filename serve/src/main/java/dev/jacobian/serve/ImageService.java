package dev.jacobian.serve;

import dev.jacobian.trainers.predict.ImagePredictor;
import java.util.Arrays;
import java.util.List;

/**
 * Predictions of images, each by itself: convolutions are computed image by image anyway, and so
 * none has other bits beside others.
 */
final class ImageService implements Service<byte[]> {
  /** A few bytes can say that they are very many; photos of today have fewer. */
  private static final long MOST_PIXELS = 1L << 25;

  private static final String NAME = "the body";

  private final ImagePredictor model;
  private final PredictionJson writer = new PredictionJson(true);
  private final ServerMetrics metrics;

  ImageService(ImagePredictor model, ServerMetrics metrics) {
    this.model = model;
    this.metrics = metrics;
  }

  @Override
  public Endpoint endpoint() {
    return Endpoint.IMAGE;
  }

  @Override
  public byte[] describe(ServerOptions options) {
    return ModelJson.images(model, options);
  }

  @Override
  public byte[] read(byte[] body, int length) {
    if (length == 0) {
      throw new RequestException(
          Answer.BAD_REQUEST,
          "an empty body",
          "the content of a PNG, JPEG, BMP or GIF file",
          "send the file as the body (curl: --data-binary @FILE)");
    }
    return Arrays.copyOf(body, length);
  }

  @Override
  public int rows(byte[] request) {
    return ALONE;
  }

  @Override
  public void answer(List<Asked<byte[]>> batch) {
    for (Asked<byte[]> asked : batch) {
      RowPrediction prediction =
          PredictorRows.row(model.predict(NAME, asked.request(), MOST_PIXELS));
      metrics.batch(1);
      asked
          .job()
          .answer(Answer.json(Answer.OK, writer.write(RequestRows.Form.ONE, List.of(prediction))));
    }
  }
}
