package dev.jacobian.serve;

import dev.jacobian.shape.Brief;
import dev.jacobian.shape.JacobianException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A request that is refused, with the status that says so. */
final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String received;
  private final @Nullable String expected;
  private final @Nullable String fix;

  RequestException(int status, String received, @Nullable String expected, @Nullable String fix) {
    // A stack trace says nothing about a client's mistake, and hostile ones send many.
    super(received, null, false, false);
    this.status = status;
    this.received = Brief.part(received);
    this.expected = expected == null ? null : Brief.part(expected);
    this.fix = fix == null ? null : Brief.part(fix);
  }

  /** Returns the refusal of rows that the model cannot take. */
  static RequestException of(JacobianException refusal) {
    return new RequestException(
        Answer.UNPROCESSABLE,
        refusal.problem(),
        refusal.expected().orElse(null),
        refusal.fixes().inSettings().orElse(null));
  }

  /** Returns the same for a row of several, counted from 0 as JSON lists are. */
  RequestException inRow(int index) {
    return new RequestException(status, "rows[" + index + "]: " + received, expected, fix);
  }

  int status() {
    return status;
  }

  Answer answer() {
    return Answer.json(
        status,
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeName("error");
              error(json);
              json.writeEndObject();
            }));
  }

  /** Returns the same as a line of a stream. */
  byte[] line() {
    return Json.line("error", this::error);
  }

  private void error(JsonGenerator json) {
    json.writeStartObject();
    json.writeNumberProperty("status", status);
    json.writeStringProperty("received", received);
    if (expected != null) {
      json.writeStringProperty("expected", expected);
    }
    if (fix != null) {
      json.writeStringProperty("fix", fix);
    }
    json.writeEndObject();
  }
}
