package dev.jacobian.serve;

import java.util.ArrayList;
import java.util.List;

/** Predictions of rows, those of several requests together. */
final class RowService implements Service<RequestRows> {
  private final RowPredictor model;
  private final int maxBatch;
  private final RowsReader reader;
  private final PredictionJson writer;
  private final ServerMetrics metrics;

  RowService(RowPredictor model, ServerOptions options, ServerMetrics metrics) {
    this.model = model;
    this.maxBatch = options.batching().maxBatch();
    this.reader = new RowsReader(model.description().schema(), options.limits().maxRows());
    this.writer = new PredictionJson(model.description().isClassification());
    this.metrics = metrics;
  }

  @Override
  public Endpoint endpoint() {
    return Endpoint.ROWS;
  }

  @Override
  public byte[] describe(ServerOptions options) {
    return ModelJson.rows(model.description(), options);
  }

  @Override
  public RequestRows read(byte[] body, int length) {
    return reader.read(body, length);
  }

  @Override
  public int rows(RequestRows request) {
    return request.rows().size();
  }

  @Override
  public void answer(List<Asked<RequestRows>> batch) {
    List<RowPrediction> predictions = predict(batch);
    int from = 0;
    for (Asked<RequestRows> asked : batch) {
      int to = from + asked.request().rows().size();
      asked
          .job()
          .answer(
              Answer.json(
                  Answer.OK, writer.write(asked.request().form(), predictions.subList(from, to))));
      from = to;
    }
  }

  private List<RowPrediction> predict(List<Asked<RequestRows>> batch) {
    List<double[]> rows = new ArrayList<>();
    batch.forEach(asked -> rows.addAll(asked.request().rows()));
    List<RowPrediction> predictions = new ArrayList<>(rows.size());
    for (int from = 0; from < rows.size(); from += maxBatch) {
      int to = Math.min(rows.size(), from + maxBatch);
      predictions.addAll(model.predict(rows.subList(from, to).toArray(new double[0][])));
      metrics.batch(to - from);
    }
    return predictions;
  }
}
