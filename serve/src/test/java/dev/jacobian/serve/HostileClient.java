package dev.jacobian.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What clients do to a server that is not meant well; each checks that it is answered. */
enum HostileClient {
  /** A body of a gigabyte, announced or not. */
  ENDLESS_BODY {
    @Override
    void attack(int port) throws IOException {
      byte[] part =
          ("10000\r\n" + " ".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      try (RawClient client = new RawClient(port)) {
        client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
        long sent = 0;
        try {
          while (sent < 1L << 30) {
            client.send(part);
            sent += part.length;
          }
          throw new AssertionError("a gigabyte was taken");
        } catch (IOException e) {
          // The server does not read on.
        }
      }
      try (RawClient client = new RawClient(port)) {
        sendAll(client, HEAD + "Content-Length: 1073741824\r\n\r\n" + " ".repeat(1 << 20));
        expect(client.reply(), 413, "a body of 1073741824 bytes");
      }
      try (RawClient client = new RawClient(port)) {
        String chunk = new String(part, StandardCharsets.US_ASCII);
        sendAll(client, HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(17));
        expect(client.reply(), 413, "a body that goes on");
      }
    }
  },

  /** No JSON, deep JSON, wrong rows. */
  BAD_BODY {
    @Override
    void attack(int port) throws IOException {
      try (RawClient client = new RawClient(port)) {
        expect(client.send(RawClient.post("{\"a\": 1,}")).reply(), 400, "no JSON");
        String deep = "{\"inputs\":" + "[".repeat(500_000);
        expect(client.send(RawClient.post(deep)).reply(), 400, "JSON beyond bounds");
        String wide = "{\"" + "x".repeat(1_000_000) + "\":1}";
        expect(client.send(RawClient.post(wide)).reply(), 400, "JSON beyond bounds");
        expect(client.send(RawClient.post("{\"z\": 1}")).reply(), 422, "the column 'z'");
        String many = "[" + "{},".repeat(300_000) + "{}]";
        expect(client.send(RawClient.post(many)).reply(), 422, "rows[0]: a row without");
        String huge = Questions.row("1e300", "0", "0", "0");
        expect(client.send(RawClient.post(huge)).reply(), 422, "the feature 'a'");
      }
    }
  },

  /** Wrong paths, methods and types, and what is no HTTP. */
  BAD_REQUEST {
    @Override
    void attack(int port) throws IOException {
      try (RawClient client = new RawClient(port)) {
        expect(client.send("GET /admin HTTP/1.1\r\n\r\n").reply(), 404, "/admin");
        expect(client.send("PUT /predict HTTP/1.1\r\n\r\n").reply(), 405, "PUT /predict");
        expect(client.send("POST /predict HTTP/1.1\r\n\r\n").reply(), 415, "no Content-Type");
        expect(client.send("\u0016\u0003\u0001\u0002hello\r\n\r\n").reply(), 400, "no HTTP");
      }
    }
  },

  /** Lines, headers and bodies of which a byte comes now and then. */
  SLOW {
    @Override
    void attack(int port) throws IOException {
      List<RawClient> clients = new ArrayList<>();
      try {
        for (int i = 0; i < 20; i++) {
          clients.add(new RawClient(port).send(HEAD + "X: "));
          clients.add(new RawClient(port).send(HEAD + "Content-Length: 1000\r\n\r\n["));
        }
        for (int drop = 0; drop < 10; drop++) {
          for (RawClient client : clients) {
            sendAll(client, " ");
          }
          Thread.sleep(100);
        }
        for (RawClient client : clients) {
          expectOneOf(client.reply(), 408, 503);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        closeAll(clients);
      }
    }
  },

  /** Many connections that send nothing: as many as the limit, and then some. */
  CROWD {
    @Override
    void attack(int port) throws IOException {
      List<RawClient> clients = new ArrayList<>();
      try {
        for (int i = 0; i < CROWD_SIZE; i++) {
          clients.add(new RawClient(port));
        }
        for (RawClient client : clients) {
          expectOneOf(client.reply(), 408, 503);
        }
      } finally {
        closeAll(clients);
      }
    }
  };

  /** How many connections there are at once; a process may often have no more than 20,000 files. */
  static final int CROWD_SIZE = Integer.getInteger("jacobian.test.serveCrowd", 1500);

  private static final String HEAD = "POST /predict HTTP/1.1\r\nContent-Type: application/json\r\n";

  /** Does it once. */
  abstract void attack(int port) throws IOException;

  /** Sends what can be sent: a server that has answered need not take more. */
  private static void sendAll(RawClient client, String text) {
    try {
      client.send(text);
    } catch (IOException e) {
      // Its answer tells.
    }
  }

  private static void closeAll(List<RawClient> clients) throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
  }

  private static void expect(RawClient.Reply reply, int status, String received) {
    // Beside a crowd any client may be asked to come again.
    expectOneOf(reply, status, 503);
    if (reply.status() == status && !reply.body().contains(received)) {
      throw new AssertionError("expected '" + received + "': " + reply);
    }
  }

  private static void expectOneOf(RawClient.Reply reply, Integer... statuses) {
    if (!List.of(statuses).contains(reply.status())
        || !reply.body().startsWith("{\"error\":")
        || reply.body().length() > 2000) {
      throw new AssertionError("expected one of " + List.of(statuses) + ": " + reply);
    }
  }
}
