package dev.jacobian.serve;

import dev.jacobian.shape.JacobianException;
import dev.jacobian.trainers.predict.TextGenerator;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Continuations of prompts, each by itself on a worker: at once when it is done, or streamed as
 * lines of JSON, {@code {"text": "..."}} for each piece and {@code {"tokens": n}} at the end. A
 * text that nobody waits for any more ends at its next piece.
 */
final class TextService implements Service<TextRequest> {
  private static final String LINES = "application/x-ndjson";

  private final TextGenerator model;
  private final TextReader reader;
  private final ServerMetrics metrics;

  TextService(TextGenerator model, ServerOptions options, ServerMetrics metrics) {
    this.model = model;
    this.reader = new TextReader(options.limits().maxRows());
    this.metrics = metrics;
  }

  @Override
  public Endpoint endpoint() {
    return Endpoint.TEXT;
  }

  @Override
  public byte[] describe(ServerOptions options) {
    return ModelJson.text(model, options);
  }

  @Override
  public TextRequest read(byte[] body, int length) {
    return reader.read(body, length);
  }

  @Override
  public int rows(TextRequest request) {
    return ALONE;
  }

  @Override
  public void answer(List<Asked<TextRequest>> batch) {
    for (Asked<TextRequest> asked : batch) {
      try {
        if (asked.request().stream()) {
          stream(asked.job(), asked.request());
        } else {
          whole(asked.job(), asked.request());
        }
      } catch (CancellationException e) {
        // There is nobody to tell.
      }
    }
  }

  private void whole(Job job, TextRequest request) {
    StringBuilder text = new StringBuilder();
    int tokens =
        model.generate(
            request.prompt(),
            request.options(),
            request.seed(),
            piece -> {
              requireWaiting(job);
              text.append(piece);
            });
    metrics.batch(tokens);
    job.answer(
        Answer.json(
            Answer.OK,
            Json.bytes(
                json -> {
                  json.writeStartObject();
                  json.writeStringProperty("text", text.toString());
                  json.writeNumberProperty("tokens", tokens);
                  json.writeEndObject();
                })));
  }

  private void stream(Job job, TextRequest request) {
    int tokens;
    try {
      tokens =
          model.generate(
              request.prompt(),
              request.options(),
              request.seed(),
              piece -> {
                requireWaiting(job);
                job.part(LINES, Json.line("text", json -> json.writeString(piece)));
              });
    } catch (JacobianException e) {
      if (!job.isStreaming()) {
        throw e;
      }
      job.end(LINES, RequestException.of(e).line());
      return;
    }
    metrics.batch(tokens);
    job.end(LINES, Json.line("tokens", json -> json.writeNumber(tokens)));
  }

  private static void requireWaiting(Job job) {
    if (job.isAnswered()) {
      throw new CancellationException();
    }
  }
}
