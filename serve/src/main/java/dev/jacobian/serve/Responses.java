package dev.jacobian.serve;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Date;

/** Answers as HTTP writes them. */
@SuppressWarnings("JavaUtilDate") // What Netty formats.
final class Responses {
  private static final int RETRY_SECONDS = 1;

  private Responses() {}

  /**
   * Returns the beginning of an answer whose parts follow.
   *
   * @param inChunks whether each part says its length; else the connection's end is theirs
   */
  static HttpResponse streamed(String contentType, boolean keepsAlive, boolean inChunks) {
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    usual(response.headers(), contentType, keepsAlive);
    if (inChunks) {
      HttpUtil.setTransferEncodingChunked(response, true);
    }
    return response;
  }

  private static void usual(HttpHeaders headers, String contentType, boolean keepsAlive) {
    headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    headers.set(HttpHeaderNames.DATE, DateFormatter.format(new Date()));
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    headers.set(
        HttpHeaderNames.CONNECTION,
        keepsAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
  }

  static FullHttpResponse of(Answer answer, boolean keepsAlive) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(answer.body()));
    HttpHeaders headers = response.headers();
    usual(headers, answer.contentType(), keepsAlive);
    headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    if (answer.isTemporary()) {
      headers.setInt(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS);
    }
    if (!answer.allow().isEmpty()) {
      headers.set(HttpHeaderNames.ALLOW, answer.allow());
    }
    return response;
  }
}
