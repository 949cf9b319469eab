package dev.jacobian.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers in parts, of clients that do not take them and of workers that do not give them. */
@Timeout(60)
class StreamTest {
  private static final byte[] LAST = "the end".getBytes(StandardCharsets.UTF_8);

  /** Streams as it is told. */
  private record Streaming(Consumer<Job> streams) implements Service<String> {
    @Override
    public Endpoint endpoint() {
      return Endpoint.TEXT;
    }

    @Override
    public byte[] describe(ServerOptions options) {
      return LAST;
    }

    @Override
    public String read(byte[] body, int length) {
      return "";
    }

    @Override
    public int rows(String request) {
      return ALONE;
    }

    @Override
    public void answer(List<Asked<String>> batch) {
      streams.accept(batch.get(0).job());
    }
  }

  private static ModelServer start(ServerOptions options, Consumer<Job> streams) {
    return ModelServer.start(options, metrics -> new Streaming(streams));
  }

  private static void sleep(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static double rejected(ModelServer server, String reason) throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      return client
          .send("GET /metrics HTTP/1.1\r\n\r\n")
          .reply()
          .body()
          .lines()
          .filter(line -> line.startsWith("jacobian_serve_rejected_total{reason=\"" + reason))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll(".* ", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void partsComeWhileTheLastIsNotThere() throws Exception {
    java.util.concurrent.Semaphore gate = new java.util.concurrent.Semaphore(0);
    try (ModelServer server =
            start(
                ServerOptions.of(0),
                job -> {
                  job.part("text/plain", "one".getBytes(StandardCharsets.UTF_8));
                  gate.acquireUninterruptibly();
                  job.end("text/plain", LAST);
                });
        RawClient client = new RawClient(server.port())) {
      client.send(RawClient.post("/generate", "{}"));
      assertTrue(client.headOnly().contains("transfer-encoding: chunked"));
      assertEquals("3\r\none\r\n", client.read(8));
      gate.release();
      assertEquals("7\r\nthe end\r\n0\r\n\r\n", client.read(17));
      assertEquals(
          "{\"status\":\"ok\"}", client.send("GET /health HTTP/1.1\r\n\r\n").reply().body());
    }
  }

  @Test
  void aClientThatTakesNothingIsCutOffAndTheWorkerIsTold() throws Exception {
    java.util.concurrent.CountDownLatch told = new java.util.concurrent.CountDownLatch(1);
    try (ModelServer server =
            start(
                ServerOptions.of(0),
                job -> {
                  byte[] much = new byte[1 << 20];
                  while (!job.isAnswered()) {
                    job.part("text/plain", much);
                    sleep(1);
                  }
                  told.countDown();
                });
        RawClient client = new RawClient(server.port())) {
      client.send(RawClient.post("/generate", "{}"));
      assertTrue(told.await(30, TimeUnit.SECONDS));
      assertEquals(1, rejected(server, "slow"));
    }
  }

  @Test
  void aPartHasToComeWithinTheDeadline() throws Exception {
    Timeouts timeouts =
        new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(400),
            Duration.ofSeconds(5));
    try (ModelServer server =
            start(
                ServerOptions.of(0).withTimeouts(timeouts),
                job -> {
                  for (int i = 0; i < 5; i++) {
                    job.part("text/plain", "go".getBytes(StandardCharsets.UTF_8));
                    sleep(150);
                  }
                  while (!job.isAnswered()) {
                    sleep(5);
                  }
                });
        RawClient client = new RawClient(server.port())) {
      client.send(RawClient.post("/generate", "{}"));
      client.headOnly();
      // Together they take longer than the deadline; then nothing comes.
      assertEquals("2\r\ngo\r\n".repeat(5), client.rest());
      assertEquals(1, rejected(server, "deadline"));
    }
  }
}
