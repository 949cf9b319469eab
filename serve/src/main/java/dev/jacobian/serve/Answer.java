package dev.jacobian.serve;

import java.nio.charset.StandardCharsets;

/**
 * What a client is sent.
 *
 * @param status HTTP's code
 * @param contentType what the body is
 * @param body the body, not copied
 * @param allow the methods that the path knows, for a 405; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; made once and written once.
record Answer(int status, String contentType, byte[] body, String allow) {
  static final int OK = 200;
  static final int BAD_REQUEST = 400;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int TIMEOUT = 408;
  static final int TOO_LARGE = 413;
  static final int LINE_TOO_LONG = 414;
  static final int UNSUPPORTED_TYPE = 415;
  static final int EXPECTATION_FAILED = 417;
  static final int UNPROCESSABLE = 422;
  static final int HEADERS_TOO_LARGE = 431;
  static final int FAILED = 500;
  static final int UNAVAILABLE = 503;

  private static final String JSON = "application/json";

  static Answer json(int status, byte[] body) {
    return new Answer(status, JSON, body, "");
  }

  static Answer text(String contentType, String body) {
    return new Answer(OK, contentType, body.getBytes(StandardCharsets.UTF_8), "");
  }

  Answer withAllow(String methods) {
    return new Answer(status, contentType, body, methods);
  }

  /** Returns whether the same request may succeed if it is sent again later. */
  boolean isTemporary() {
    return status == UNAVAILABLE;
  }
}
