package dev.jacobian.serve;

import dev.jacobian.shape.Brief;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which answer belongs to which path and method. */
final class Routes {
  private static final String GET = "GET";
  private static final String HEAD = "HEAD";
  private static final String POST = "POST";
  private static final String READS = GET + ", " + HEAD;

  private final Endpoint endpoint;
  private final Map<String, Supplier<Answer>> pages = new TreeMap<>();

  /**
   * Makes the routes.
   *
   * @param endpoint where the model is asked
   * @param isStopping whether the server is about to end, and not ready for more
   */
  Routes(Endpoint endpoint, byte[] model, ServerMetrics metrics, BooleanSupplier isStopping) {
    this.endpoint = endpoint;
    pages.put("/", () -> Answer.json(Answer.OK, model));
    pages.put("/model", () -> Answer.json(Answer.OK, model));
    pages.put("/metrics", metrics::answer);
    Supplier<Answer> ready = () -> isStopping.getAsBoolean() ? stopping() : status("ok");
    pages.put("/health", ready);
    pages.put("/health/ready", ready);
    pages.put("/health/live", () -> status("ok"));
  }

  /** Returns where the model is asked. */
  Endpoint endpoint() {
    return endpoint;
  }

  private static Answer status(String status) {
    return Answer.json(
        Answer.OK, ("{\"status\":\"" + status + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  private static Answer stopping() {
    return new RequestException(
            Answer.UNAVAILABLE, "the server is stopping", null, "send requests to another one")
        .answer();
  }

  /** Returns the path of a request's target, as metrics name it. */
  static String path(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** Returns the path for metrics, where what clients made up is one. */
  String label(String path) {
    return path.equals(endpoint.path()) || pages.containsKey(path) ? path : "other";
  }

  /**
   * Returns the answer that needs no body, or null if it is a request for predictions.
   *
   * @param type the header Content-Type
   * @param encoding the header Content-Encoding
   */
  @Nullable Answer answer(
      String method, String path, @Nullable String type, @Nullable String encoding) {
    if (path.equals(endpoint.path())) {
      return method.equals(POST) ? refusedBody(type, encoding) : wrongMethod(method, path, POST);
    }
    Supplier<Answer> page = pages.get(path);
    if (page == null) {
      return new RequestException(
              Answer.NOT_FOUND,
              "the path " + Brief.of(path),
              "POST " + endpoint.path() + ", or GET " + String.join(", ", pages.keySet()),
              null)
          .answer();
    }
    return method.equals(GET) || method.equals(HEAD)
        ? page.get()
        : wrongMethod(method, path, READS);
  }

  private Answer wrongMethod(String method, String path, String allowed) {
    return new RequestException(
            Answer.METHOD_NOT_ALLOWED,
            Brief.of(method) + " " + path,
            allowed + " " + path,
            path.equals(endpoint.path())
                ? "send " + endpoint.what() + " as the body of a POST"
                : null)
        .answer()
        .withAllow(allowed);
  }

  private @Nullable Answer refusedBody(@Nullable String type, @Nullable String encoding) {
    if (encoding != null && !encoding.toLowerCase(Locale.ROOT).equals("identity")) {
      return new RequestException(
              Answer.UNSUPPORTED_TYPE,
              "Content-Encoding: " + Brief.of(encoding),
              "a body that is not packed",
              "send it without Content-Encoding")
          .answer();
    }
    if (type != null && endpoint.types().matcher(type.strip()).matches()) {
      return null;
    }
    return new RequestException(
            Answer.UNSUPPORTED_TYPE,
            type == null ? "no Content-Type" : "Content-Type: " + Brief.of(type),
            endpoint.typesInWords(),
            "send the header Content-Type: "
                + endpoint.header()
                + " (curl: -H 'Content-Type: "
                + endpoint.header()
                + "')")
        .answer();
  }
}
