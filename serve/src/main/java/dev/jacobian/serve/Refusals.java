package dev.jacobian.serve;

import dev.jacobian.shape.Brief;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/**
 * The answers to requests that a connection does not take, whatever they ask for.
 *
 * @param limits what a request may be
 * @param timeouts how long it may take
 * @param smaller what a client can do about a body that is too large
 */
record Refusals(Limits limits, Timeouts timeouts, String smaller) {
  static Answer busy(String received) {
    return answer(
        Answer.UNAVAILABLE, received, null, "send it again after the time in Retry-After");
  }

  Answer tooManyConnections() {
    return busy("more than " + limits.connections() + " connections");
  }

  Answer tooLarge(String received) {
    return answer(
        Answer.TOO_LARGE,
        received,
        "at most " + limits.maxBody() + " bytes",
        smaller + ", or raise the server's --max-body");
  }

  Answer late(String received) {
    return answer(
        Answer.TIMEOUT,
        received + " after " + timeouts.read().toMillis() + " ms",
        "all of it within that time",
        "send it faster, or raise the server's --read-timeout");
  }

  static Answer expectation(@Nullable String expected) {
    return answer(
        Answer.EXPECTATION_FAILED,
        "Expect: " + Brief.of(String.valueOf(expected)),
        "100-continue, or no such header",
        null);
  }

  static Answer malformed(Throwable cause) {
    int status =
        cause instanceof TooLongHttpLineException
            ? Answer.LINE_TOO_LONG
            : cause instanceof TooLongHttpHeaderException
                ? Answer.HEADERS_TOO_LARGE
                : Answer.BAD_REQUEST;
    return answer(
        status,
        "no HTTP request: " + Brief.of(String.valueOf(cause.getMessage())),
        "HTTP/1.1 with a line of up to "
            + ServerCore.LONGEST_LINE
            + " and headers of up to "
            + ServerCore.LONGEST_HEADERS
            + " bytes",
        null);
  }

  private static Answer answer(
      int status, String received, @Nullable String expected, @Nullable String fix) {
    return new RequestException(status, received, expected, fix).answer();
  }
}
