package dev.jacobian.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that sends what it likes, and reads answers one after the other. */
final class RawClient implements AutoCloseable {
  /** An answer. */
  record Reply(int status, String head, String body) {}

  private final Socket socket;

  RawClient(int port) throws IOException {
    socket = new Socket(ServerOptions.LOOPBACK, port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
  }

  static String post(String body) {
    return post("/predict", body);
  }

  static String post(String path, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
        + length
        + "\r\n\r\n"
        + body;
  }

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Returns the head of the next answer, where it has no body. */
  String headOnly() throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended after: " + head);
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  Reply reply() throws IOException {
    String text = headOnly();
    int status = Integer.parseInt(text.split(" ")[1]);
    int length =
        text.toLowerCase(Locale.ROOT)
            .lines()
            .filter(line -> line.startsWith("content-length:"))
            .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
            .findFirst()
            .orElse(0);
    return new Reply(
        status,
        text,
        new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8));
  }

  /** Returns the next bytes as text. */
  String read(int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), StandardCharsets.UTF_8);
  }

  /** Returns all that comes until the server closes its side. */
  String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Returns whether nothing comes any more: the server has closed its side. */
  boolean isEnded() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
