package dev.jacobian.serve;

import dev.jacobian.shape.Brief;
import dev.jacobian.trainers.predict.TextPredictor;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The classes of texts, each by itself, so that none has other bits beside others. The body is
 * {@code {"text": "..."}}, with the name that texts had in training.
 */
final class LabelledTextService implements Service<String> {
  private final TextPredictor model;
  private final ServerMetrics metrics;
  private final PredictionJson writer = new PredictionJson(true);
  private final String body;
  private final Json.Form form;

  LabelledTextService(TextPredictor model, ServerMetrics metrics) {
    this.model = model;
    this.metrics = metrics;
    this.body = "{\"" + Brief.of(model.field()) + "\": \"...\"}";
    this.form = new Json.Form("the text", body, "send each text in a request of its own");
  }

  @Override
  public Endpoint endpoint() {
    return Endpoint.LABELLED_TEXT;
  }

  @Override
  public byte[] describe(ServerOptions options) {
    return ModelJson.labelledText(model, options);
  }

  @Override
  public String read(byte[] bytes, int length) {
    return Json.document(bytes, length, form, this::text);
  }

  private String text(JsonParser json) {
    JsonToken first = json.nextToken();
    if (first != JsonToken.START_OBJECT) {
      throw unlike(RowReader.describe(first));
    }
    String text = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (!name.equals(model.field())) {
        throw unlike("the key '" + Brief.of(name) + "'");
      }
      if (value != JsonToken.VALUE_STRING) {
        throw new RequestException(
            Answer.UNPROCESSABLE,
            "'" + Brief.of(name) + "' is " + RowReader.describe(value),
            "a text",
            null);
      }
      text = json.getString();
    }
    if (text == null) {
      throw unlike("no text");
    }
    return text;
  }

  private RequestException unlike(String received) {
    return new RequestException(Answer.UNPROCESSABLE, received, body, null);
  }

  @Override
  public int rows(String request) {
    return ALONE;
  }

  @Override
  public void answer(List<Asked<String>> batch) {
    for (Asked<String> asked : batch) {
      RowPrediction prediction = PredictorRows.row(model.predict(asked.request()));
      metrics.batch(1);
      asked
          .job()
          .answer(Answer.json(Answer.OK, writer.write(RequestRows.Form.ONE, List.of(prediction))));
    }
  }
}
