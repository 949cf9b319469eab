package dev.jacobian.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.trainers.predict.Prediction;
import dev.jacobian.trainers.predict.TextPredictor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LabelledTextServerTest {
  private static final String FORM = "{\\\"said\\\": \\\"...\\\"}";

  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private TextPredictor model;
  private ModelServer server;

  @BeforeEach
  void start() throws IOException {
    model = SmallRuns.labelledText(folder);
    server = ModelServer.start(model, ServerOptions.of(0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + "predict"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private String get(String path) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
            BodyHandlers.ofString())
        .body();
  }

  @Test
  void aTextGetsItsClassAndTheProbabilitiesOfAll() throws Exception {
    for (String text : new String[] {"good", "bad bad, GOOD bad", "whatever"}) {
      Prediction expected = model.predict(text);
      assertEquals(
          "{\"class\":\""
              + expected.label().orElseThrow()
              + "\",\"probabilities\":{\"glad\":"
              + expected.probability("glad")
              + ",\"sad\":"
              + expected.probability("sad")
              + "}}",
          post("{\"said\": \"" + text + "\"}").body());
    }
    assertEquals("glad", model.predict("good").label().orElseThrow());
    assertTrue(get("metrics").contains("jacobian_serve_rows_total 3.0"));
  }

  @Test
  void aModelOfTextsInATableAnswersAsOneOfLinesOfJsonDoes() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    String body = "{\"said\": \"bad bad, GOOD bad\"}";
    String expected = post(body).body();
    server.close();
    server = ModelServer.start(SmallRuns.labelledText(other, true), ServerOptions.of(0));
    assertEquals(expected, post(body).body());
    assertTrue(get("model").contains("\"field\":\"said\""), get("model"));
  }

  @Test
  void saysWhatTheModelReads() throws Exception {
    assertEquals(
        "{\"name\":\"model\",\"version\":\"\",\"task\":\"classification\",\"text\":{\"field\":"
            + "\"said\",\"vocabulary\":4,\"maxLength\":256},\"classes\":[\"glad\",\"sad\"],"
            + "\"maxBody\":1048576}",
        get("model"));
  }

  @Test
  void saysWhatIsWrongWithABody() throws Exception {
    says(400, "an empty body", FORM, "send the text as the body", post(""));
    says(422, "a list", FORM, null, post("[]"));
    says(422, "no text", FORM, null, post("{}"));
    says(422, "the key 'text'", FORM, null, post("{\"text\": \"good\"}"));
    says(422, "'said' is a number", "a text", null, post("{\"said\": 3}"));
    says(422, "a text without a token", "at least one", "leave it out", post("{\"said\": \" \"}"));
    says(
        400,
        "more JSON after the end of the text, at line 1, column 15",
        "one document",
        "send each text in a request of its own",
        post("{\"said\": \"a\"} {}"));
    assertEquals(200, post("{\"said\": \"good\"}").statusCode());
  }

  private static void says(
      int status, String received, String expected, String fix, HttpResponse<String> reply) {
    assertEquals(
        "{\"error\":{\"status\":"
            + status
            + ",\"received\":\""
            + received
            + "\",\"expected\":\""
            + expected
            + (fix == null ? "" : "\",\"fix\":\"" + fix)
            + "\"}}",
        reply.body());
  }
}
