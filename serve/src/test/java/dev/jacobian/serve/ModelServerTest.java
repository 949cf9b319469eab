package dev.jacobian.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.OptionException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ModelServerTest {
  private static final ServerOptions ANY_PORT = ServerOptions.of(0);

  private static final Timeouts SHORT =
      new Timeouts(
          Duration.ofMillis(300),
          Duration.ofMillis(400),
          Duration.ofMillis(500),
          Duration.ofSeconds(5));

  private final SmallModel model = new SmallModel();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    model.open();
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private ModelServer start(ServerOptions options) {
    ModelServer server = ModelServer.start(model, options);
    opened.add(server);
    return server;
  }

  private RawClient client(ModelServer server) throws IOException {
    RawClient client = new RawClient(server.port());
    opened.add(client);
    return client;
  }

  private static Limits limits(int maxBody, int queue, long pending, int connections) {
    return new Limits(maxBody, 1000, queue, pending, connections);
  }

  private static void waitUntil(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  private static double gauge(RawClient client, String name) throws IOException {
    return client
        .send("GET /metrics HTTP/1.1\r\n\r\n")
        .reply()
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void answersInTheFormOfTheRequest() throws IOException {
    RawClient client = client(start(ANY_PORT));
    assertEquals("{\"y\":111.5}", client.send(RawClient.post(SmallModel.row(1.5))).reply().body());
    assertEquals(
        "[{\"y\":111.0},{\"y\":112.0}]",
        client
            .send(RawClient.post("[" + SmallModel.row(1) + "," + SmallModel.row(2) + "]"))
            .reply()
            .body());
    assertEquals(
        "{\"predictions\":[{\"y\":0.1}]}",
        client.send(RawClient.post("{\"inputs\": [[0.1, 0, 0]]}")).reply().body());
    assertEquals("[]", client.send(RawClient.post("[]")).reply().body());
    assertEquals(
        "{\"y\":null}",
        client
            .send(RawClient.post("{\"x\": null, \"color\": \"red\", \"flag\": true}"))
            .reply()
            .body());
  }

  @Test
  void describesTheModelAndItsOwnState() throws IOException {
    RawClient client = client(start(ANY_PORT));
    String description =
        "{\"name\":\"model\",\"version\":\"\",\"task\":\"regression\",\"features\":[{\"name\":\"x\",\"type\":\"number\"},"
            + "{\"name\":\"color\",\"type\":\"category\",\"categories\":[\"blue\",\"red\"],"
            + "\"unseen\":\"error\"},{\"name\":\"flag\",\"type\":\"boolean\"}],\"targets\":[\"y\"],"
            + "\"maxRows\":1000,\"maxBody\":1048576}";
    assertEquals(description, client.send("GET / HTTP/1.1\r\n\r\n").reply().body());
    assertEquals(description, client.send("GET /model?x=1 HTTP/1.1\r\n\r\n").reply().body());
    for (String path : List.of("/health", "/health/live", "/health/ready")) {
      RawClient.Reply health = client.send("GET " + path + " HTTP/1.1\r\n\r\n").reply();
      assertEquals(200, health.status());
      assertEquals("{\"status\":\"ok\"}", health.body());
    }
    client.send("HEAD /health HTTP/1.1\r\n\r\nGET /health/live HTTP/1.0\r\n\r\n");
    String head = client.headOnly();
    assertTrue(head.contains("content-length: 15"), head);
    RawClient.Reply last = client.reply();
    assertEquals(200, last.status());
    assertTrue(last.head().contains("connection: close"), last.head());
    assertTrue(client.isEnded());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | GET /x HTTP/1.1~~ | the path /x",
        "404 | POST /predict/ HTTP/1.1~Content-Length: 2~~{} | the path /predict/",
        "405 | GET /predict HTTP/1.1~~ | GET /predict",
        "405 | DELETE /model HTTP/1.1~~ | DELETE /model",
        "415 | POST /predict HTTP/1.1~Content-Length: 2~~{} | no Content-Type",
        "415 | POST /predict HTTP/1.1~Content-Type: application/x-www-form-urlencoded~Content-Length: 2~~{} | Content-Type: application/x-www",
        "415 | POST /predict HTTP/1.1~Content-Type: application/json; charset=latin1~Content-Length: 2~~{} | charset=latin1",
        "415 | POST /predict HTTP/1.1~Content-Type: application/json~Content-Encoding: gzip~Content-Length: 2~~{} | Content-Encoding: gzip",
        "400 | POST /predict HTTP/1.1~Content-Type: application/json; charset=UTF-8~Content-Length: 2~~[} | no JSON",
        "422 | POST /predict HTTP/1.1~Content-Type: application/json~Content-Length: 2~~{} | without the columns [x, color, flag]",
        "400 | POST /predict HTTP/1.1~Content-Type: application/json~~ | an empty body",
      })
  void answersAMistakeAndKeepsTheConnection(int status, String request, String received)
      throws IOException {
    RawClient client = client(start(ANY_PORT));
    RawClient.Reply reply = client.send(request.replace("~", "\r\n")).reply();
    assertEquals(status, reply.status(), reply.body());
    assertTrue(reply.body().startsWith("{\"error\":{\"status\":" + status), reply.body());
    assertTrue(reply.body().contains(received), reply.body());
    assertTrue(reply.head().contains("content-type: application/json"), reply.head());
    if (status == 405) {
      assertTrue(reply.head().contains("allow: "), reply.head());
    }
    assertEquals(200, client.send("GET /health HTTP/1.1\r\n\r\n").reply().status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "413 | POST /predict HTTP/1.1~Content-Type: application/json~Content-Length: 1001~~ | a body of 1001 bytes",
        "413 | POST /predict HTTP/1.1~Content-Type: application/json~Content-Length: 9999999999999~~ | a body of 9999999999999 bytes",
        "413 | POST /predict HTTP/1.1~Content-Type: application/json~Content-Length: 1001~Expect: 100-continue~~ | a body of 1001 bytes",
        "413 | POST /x HTTP/1.1~Content-Length: 1001~~ | a body of 1001 bytes",
        "415 | POST /predict HTTP/1.1~Content-Length: 10~Expect: 100-continue~~ | no Content-Type",
        "417 | POST /predict HTTP/1.1~Content-Type: application/json~Content-Length: 10~Expect: more~~ | Expect: more",
        "400 | HELLO~~ | no HTTP request",
        "400 | GET /health HTTP/1.1~x y: 1~~ | no HTTP request",
        "400 | POST /predict HTTP/1.1~Content-Type: application/json~Content-Length: -5~~ | no HTTP request",
        "400 | POST /predict HTTP/1.1~Content-Type: application/json~Content-Length: 5~Content-Length: 6~~ | no HTTP request",
        "400 | POST /predict HTTP/1.1~Content-Type: application/json~Transfer-Encoding: chunked~~zz~ | no HTTP request",
      })
  void answersWhatCannotGoOnAndCloses(int status, String request, String received)
      throws IOException {
    ModelServer server = start(ANY_PORT.withLimits(limits(1000, 10, 1 << 20, 10)));
    RawClient client = client(server);
    RawClient.Reply reply = client.send(request.replace("~", "\r\n")).reply();
    assertEquals(status, reply.status(), reply.body());
    assertTrue(reply.body().contains(received), reply.body());
    assertTrue(reply.head().contains("connection: close"), reply.head());
    assertTrue(client.isEnded());
  }

  @Test
  void boundsLinesAndHeaders() throws IOException {
    ModelServer server = start(ANY_PORT);
    assertEquals(
        414,
        client(server).send("GET /" + "x".repeat(5000) + " HTTP/1.1\r\n\r\n").reply().status());
    assertEquals(
        431,
        client(server)
            .send("GET /health HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n")
            .reply()
            .status());
  }

  @Test
  void readsABodyInPartsAndAfterAContinue() throws IOException {
    RawClient client = client(start(ANY_PORT));
    String row = SmallModel.row(5);
    client.send(
        "POST /predict HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
            + "Expect: 100-continue\r\n\r\n");
    assertEquals(100, client.reply().status());
    for (int i = 0; i < row.length(); i++) {
      client.send("1\r\n" + row.charAt(i) + "\r\n");
    }
    assertEquals("{\"y\":115.0}", client.send("0\r\n\r\n").reply().body());
  }

  @Test
  void answersRequestsThatAreSentTogetherInOrder() throws IOException {
    RawClient client = client(start(ANY_PORT));
    int count = 120;
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      all.append(i % 2 == 0 ? RawClient.post(SmallModel.row(i)) : "GET /health HTTP/1.1\r\n\r\n");
    }
    client.send(all.toString());
    client.endOutput();
    for (int i = 0; i < count; i++) {
      assertEquals(
          i % 2 == 0 ? "{\"y\":" + (110.0 + i) + "}" : "{\"status\":\"ok\"}",
          client.reply().body());
    }
    assertTrue(client.isEnded());
  }

  /** What is sent behind the last answered request would reset a connection that is closed. */
  @RepeatedTest(20)
  void endsAConnectionThatSendsHundredsOfRequestsAtOnce() throws IOException {
    RawClient client = client(start(ANY_PORT));
    client.send("GET /health HTTP/1.1\r\n\r\n".repeat(5000));
    RawClient.Reply reply = client.reply();
    int answers = 1;
    while (!reply.head().contains("connection: close")) {
      reply = client.reply();
      answers++;
    }
    assertTrue(client.isEnded());
    assertTrue(answers < 5000, answers + " answers");
  }

  @Test
  void endsAConnectionWhoseRequestHasTwoLengths() throws IOException {
    RawClient client = client(start(ANY_PORT));
    String row = SmallModel.row(1);
    client.send(
        RawClient.post(row).replace("Host: x", "Transfer-Encoding: chunked").replace(row, "")
            + Integer.toHexString(row.length())
            + "\r\n"
            + row
            + "\r\n0\r\n\r\n"
            + "GET /health HTTP/1.1\r\n\r\n".repeat(5000));
    assertEquals(400, client.reply().status());
    assertTrue(client.isEnded());
  }

  @Test
  void answersWhoHasClosedHisSide() throws IOException {
    RawClient client = client(start(ANY_PORT));
    client.send(RawClient.post(SmallModel.row(1)));
    client.endOutput();
    assertEquals("{\"y\":111.0}", client.reply().body());
    assertTrue(client.isEnded());
  }

  @Test
  void runsWaitingRequestsAsOneBatchAndABadRowAlone() throws Exception {
    ModelServer server = start(ANY_PORT.withBatching(new Batching(8, Duration.ZERO, 1)));
    RawClient watch = client(server);
    model.shut();
    RawClient first = client(server).send(RawClient.post(SmallModel.row(1)));
    waitUntil(() -> model.batches.size() == 1);
    List<RawClient> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      double x = i == 2 ? SmallModel.REFUSED : i == 3 ? SmallModel.BROKEN : i;
      others.add(client(server).send(RawClient.post(SmallModel.row(x))));
    }
    others.add(client(server).send(RawClient.post("{")));
    while (gauge(watch, "jacobian_serve_queue_requests") < 6) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    model.open();
    assertEquals("{\"y\":111.0}", first.reply().body());
    for (int i = 0; i < 5; i++) {
      RawClient.Reply reply = others.get(i).reply();
      switch (i) {
        case 2 ->
            assertEquals(
                "{\"error\":{\"status\":422,\"received\":\"the feature 'x' has the value -1\","
                    + "\"expected\":\"another one\",\"fix\":\"change it\"}}",
                reply.body());
        case 3 -> {
          assertEquals(500, reply.status());
          assertTrue(reply.body().contains("the server failed: IllegalState"), reply.body());
        }
        default -> assertEquals("{\"y\":" + (110.0 + i) + "}", reply.body());
      }
    }
    assertEquals(400, others.get(5).reply().status());
    // One alone; five together; then, since that failed, each alone.
    assertEquals(List.of(1, 5, 1, 1, 1, 1, 1), model.batches);
  }

  @Test
  void cutsManyRowsIntoBatchesAndWaitsForMore() throws Exception {
    ModelServer server = start(ANY_PORT.withBatching(new Batching(4, Duration.ofMillis(1000), 1)));
    String row = SmallModel.row(1);
    client(server).send(RawClient.post("[" + (row + ",").repeat(9) + row + "]")).reply();
    assertEquals(List.of(4, 4, 2), model.batches);
    model.batches.clear();
    long start = System.nanoTime();
    List<RawClient> four = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      four.add(client(server).send(RawClient.post(row)));
    }
    for (RawClient client : four) {
      client.reply();
    }
    assertEquals(List.of(4), model.batches);
    assertTrue(System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(950));
  }

  @Test
  void refusesWhatTheQueueDoesNotHold() throws Exception {
    ModelServer server =
        start(
            ANY_PORT
                .withBatching(new Batching(1, Duration.ZERO, 1))
                .withLimits(limits(1000, 2, 1 << 20, 100)));
    model.shut();
    List<RawClient> waiting = new ArrayList<>();
    waiting.add(client(server).send(RawClient.post(SmallModel.row(0))));
    waitUntil(() -> model.batches.size() == 1);
    RawClient watch = client(server);
    for (int i = 1; i <= 2; i++) {
      waiting.add(client(server).send(RawClient.post(SmallModel.row(i))));
      while (gauge(watch, "jacobian_serve_queue_requests") < i) {
        TimeUnit.MILLISECONDS.sleep(2);
      }
    }
    RawClient late = client(server);
    RawClient.Reply refused = late.send(RawClient.post(SmallModel.row(9))).reply();
    assertEquals(503, refused.status());
    assertTrue(refused.head().contains("retry-after: 1"), refused.head());
    assertTrue(refused.body().contains("2 requests wait already"), refused.body());
    assertEquals(1, gauge(watch, "jacobian_serve_rejected_total{reason=\"queue\"}"));
    model.open();
    for (int i = 0; i <= 2; i++) {
      assertEquals("{\"y\":" + (110.0 + i) + "}", waiting.get(i).reply().body());
    }
    assertEquals("{\"y\":119.0}", late.send(RawClient.post(SmallModel.row(9))).reply().body());
  }

  @Test
  void answersInTimeWhatIsNotPredicted() throws IOException {
    ModelServer server = start(ANY_PORT.withTimeouts(SHORT));
    model.shut();
    RawClient client = client(server);
    RawClient.Reply reply = client.send(RawClient.post(SmallModel.row(1))).reply();
    assertEquals(503, reply.status());
    assertTrue(reply.body().contains("not predicted within 500 ms"), reply.body());
    model.open();
    assertEquals("{\"y\":112.0}", client.send(RawClient.post(SmallModel.row(2))).reply().body());
  }

  @ParameterizedTest
  @CsvSource({
    "'', no request after 300 ms",
    "'GET /hea', a request's line and headers",
    "'POST /predict HTTP/1.1~Content-Type: application/json~Content-Length: 100~~{', a request's"
        + " body",
  })
  void endsSlowRequestsInTimeHoweverTheyTrickle(String start, String received) throws Exception {
    ModelServer server = start(ANY_PORT.withTimeouts(SHORT));
    RawClient client = client(server);
    client.send(start.replace("~", "\r\n"));
    Thread trickle =
        new Thread(
            () -> {
              try {
                while (!start.isEmpty()) {
                  client.send("a");
                  TimeUnit.MILLISECONDS.sleep(20);
                }
              } catch (IOException | InterruptedException e) {
                // The server has ended it.
              }
            });
    trickle.start();
    long began = System.nanoTime();
    RawClient.Reply reply = client.reply();
    assertEquals(408, reply.status());
    assertTrue(reply.body().contains(received), reply.body());
    assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(2));
    assertTrue(client.isEnded());
    trickle.interrupt();
    trickle.join();
  }

  @Test
  void endsAConnectionThatIsIdle() throws IOException {
    RawClient client = client(start(ANY_PORT.withTimeouts(SHORT)));
    assertEquals(200, client.send("GET /health HTTP/1.1\r\n\r\n").reply().status());
    assertTrue(client.isEnded());
  }

  @Test
  void closesTheConnectionThatWaitedLongestForAnother() throws Exception {
    ModelServer server = start(ANY_PORT.withLimits(limits(1000, 10, 1 << 20, 3)));
    RawClient friend = client(server);
    assertEquals(200, friend.send("GET /health HTTP/1.1\r\n\r\n").reply().status());
    List<RawClient> crowd = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      crowd.add(client(server));
      // Those that come in are seen one after the other.
      assertEquals(200, friend.send("GET /health HTTP/1.1\r\n\r\n").reply().status());
    }
    for (int i = 0; i < 18; i++) {
      RawClient.Reply reply = crowd.get(i).reply();
      assertEquals(503, reply.status());
      assertTrue(reply.body().contains("more than 3 connections"), reply.body());
      assertTrue(crowd.get(i).isEnded());
    }
    for (int i = 18; i < 20; i++) {
      assertEquals(200, crowd.get(i).send("GET /health HTTP/1.1\r\n\r\n").reply().status());
    }
  }

  @Test
  void refusesAConnectionWhenAllAreBusy() throws Exception {
    ModelServer server = start(ANY_PORT.withLimits(limits(1000, 10, 1 << 20, 2)));
    model.shut();
    RawClient first = client(server).send(RawClient.post(SmallModel.row(1)));
    RawClient second = client(server).send(RawClient.post(SmallModel.row(2)));
    waitUntil(() -> model.batches.stream().mapToInt(rows -> rows).sum() == 2);
    assertEquals(503, client(server).reply().status());
    model.open();
    assertEquals("{\"y\":111.0}", first.reply().body());
    assertEquals("{\"y\":112.0}", second.reply().body());
  }

  @Test
  void refusesLargeBodiesBeyondWhatIsHeldAndStillTakesSmallOnes() throws Exception {
    ModelServer server = start(ANY_PORT.withLimits(limits(1 << 20, 10, 100_000, 100)));
    RawClient holder = client(server);
    holder.send(
        "POST /predict HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 90000\r\n\r\n["
            + " ".repeat(60_000));
    RawClient watch = client(server);
    while (gauge(watch, "jacobian_serve_pending_bytes") < 40_000) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    RawClient large = client(server);
    large.send(RawClient.post("[" + " ".repeat(200_000) + "]"));
    RawClient.Reply refused = large.reply();
    assertEquals(503, refused.status());
    assertTrue(refused.body().contains("no room for this body"), refused.body());
    assertEquals(
        "{\"y\":111.0}", client(server).send(RawClient.post(SmallModel.row(1))).reply().body());
    assertEquals("[]", holder.send(" ".repeat(29_998) + "]").reply().body());
    assertEquals(0, gauge(watch, "jacobian_serve_pending_bytes"));
  }

  @Test
  void stopsWithoutLosingARequestThatHasComeIn() throws Exception {
    ModelServer server = start(ANY_PORT.withBatching(new Batching(1, Duration.ZERO, 1)));
    model.shut();
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(client(server).send(RawClient.post(SmallModel.row(i))));
    }
    RawClient half =
        client(server).send("POST /predict HTTP/1.1\r\nContent-Type: application/json");
    RawClient idle = client(server);
    assertEquals(200, idle.send("GET /health HTTP/1.1\r\n\r\n").reply().status());
    waitUntil(() -> model.batches.size() == 1);
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
    waitUntil(() -> !canConnect(server.port()));
    RawClient.Reply health = idle.send("GET /health HTTP/1.1\r\n\r\n").reply();
    assertEquals(503, health.status());
    assertTrue(health.body().contains("the server is stopping"), health.body());
    assertFalse(stopped.isDone());
    half.send("\r\nContent-Length: 2\r\n\r\n[]");
    model.open();
    for (int i = 0; i < 4; i++) {
      RawClient.Reply reply = clients.get(i).reply();
      assertEquals("{\"y\":" + (110.0 + i) + "}", reply.body());
      assertTrue(reply.head().contains("connection: close"), reply.head());
    }
    assertEquals("[]", half.reply().body());
    for (RawClient client : clients) {
      client.close();
    }
    half.close();
    idle.close();
    stopped.get(5, TimeUnit.SECONDS);
  }

  private static boolean canConnect(int port) {
    try (RawClient client = new RawClient(port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void cutsOffWhatIsLeftAfterTheGraceTime() throws IOException {
    ModelServer server =
        start(
            ANY_PORT.withTimeouts(
                new Timeouts(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofMillis(300))));
    model.shut();
    RawClient client = client(server).send(RawClient.post(SmallModel.row(1)));
    long began = System.nanoTime();
    server.close();
    assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(5));
    assertThrows(IOException.class, client::reply);
  }

  @Test
  void leavesNoThreadBehind() throws Exception {
    ModelServer server = start(ANY_PORT);
    client(server).send(RawClient.post(SmallModel.row(1))).reply();
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().startsWith("jacobian-http-")));
    server.close();
    waitUntil(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().matches("jacobian-(serve|http)-.*")));
  }

  @Test
  void saysThatAPortIsTaken() {
    ModelServer server = start(ANY_PORT);
    OptionException refused =
        assertThrows(
            OptionException.class, () -> ModelServer.start(model, ServerOptions.of(server.port())));
    assertEquals(
        "the server cannot listen on 127.0.0.1, port "
            + server.port()
            + ": Address already in use; expected an address of this machine and a port that is"
            + " free; fix: choose another one with --host or --port; --port 0 takes any that is"
            + " free",
        refused.getMessage());
    assertTrue(
        assertThrows(
                OptionException.class,
                () -> ModelServer.start(model, ANY_PORT.withHost("no.such.host.invalid")))
            .getMessage()
            .startsWith("the server cannot listen on no.such.host.invalid, port 0: "));
  }
}
