package dev.jacobian.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.trainers.predict.ImagePredictor;
import dev.jacobian.trainers.predict.Prediction;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ImageServerTest {
  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private ImagePredictor model;
  private ModelServer server;

  @BeforeEach
  void start() throws IOException {
    model = SmallRuns.images(folder);
    server = ModelServer.start(model, ServerOptions.of(0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> post(String type, byte[] body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + "predict"))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body))
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
  void anImageGetsItsClassAndTheProbabilitiesOfAll() throws Exception {
    for (Map.Entry<String, Integer> each : Map.of("bright", 220, "dark", 20).entrySet()) {
      for (String kind : new String[] {"png", "jpeg", "bmp", "gif"}) {
        byte[] file = SmallRuns.file(SmallRuns.image(8, each.getValue()), kind);
        HttpResponse<String> reply = post("image/" + kind, file);
        Path written = Files.write(folder.resolve("one." + kind), file);
        Prediction expected = model.predict(written);
        assertEquals(each.getKey(), expected.label().orElseThrow());
        assertEquals(
            "{\"class\":\""
                + each.getKey()
                + "\",\"probabilities\":{\"bright\":"
                + expected.probability("bright")
                + ",\"dark\":"
                + expected.probability("dark")
                + "}}",
            reply.body());
      }
    }
    // Another size is made the model's, and the type of bytes may be left open.
    byte[] large = SmallRuns.file(SmallRuns.image(50, 250), "png");
    assertTrue(post("application/octet-stream", large).body().startsWith("{\"class\":\"bright\""));
    assertTrue(get("metrics").contains("jacobian_serve_rows_total 9.0"));
  }

  @Test
  void saysWhatTheModelSees() throws Exception {
    assertEquals(
        "{\"name\":\"model\",\"version\":\"\",\"task\":\"classification\",\"images\":{\"height\":8,"
            + "\"width\":8,\"channels\":1},\"classes\":[\"bright\",\"dark\"],\"maxBody\":16777216}",
        get("model"));
  }

  @Test
  void saysWhatIsWrongWithABody() throws Exception {
    byte[] good = SmallRuns.file(SmallRuns.image(8, 9), "png");
    says(
        400,
        "an empty body",
        "the content of a PNG, JPEG, BMP or GIF file",
        "send the file as the body (curl: --data-binary @FILE)",
        post("image/png", new byte[0]));
    says(
        422,
        "the body: not an image that can be read",
        "the content of a PNG, JPEG, BMP or GIF file",
        null,
        post("image/png", "no image".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    HttpResponse<String> torn = post("image/png", Arrays.copyOf(good, good.length / 2));
    assertEquals(422, torn.statusCode());
    assertTrue(
        torn.body().contains("\"received\":\"the body: the image cannot be decoded: "),
        torn.body());
    says(
        415,
        "Content-Type: application/json",
        "image/png, image/jpeg, image/bmp or image/gif",
        "send the header Content-Type: image/png (curl: -H 'Content-Type: image/png')",
        post("application/json", good));
    byte[] vast =
        SmallRuns.file(new BufferedImage(8192, 8192, BufferedImage.TYPE_BYTE_BINARY), "png");
    assertTrue(vast.length < 100_000, "it is small where it lies");
    says(
        422,
        "the body: 8192 x 8192 pixels",
        "at most 33554432 in one image",
        null,
        post("image/png", vast));
    says(
        413,
        "a body of 16777217 bytes",
        "at most 16777216 bytes",
        "send a smaller image, or raise the server's --max-body",
        post("image/png", new byte[(1 << 24) + 1]));
    // Bytes behind an image's end are no part of it.
    assertEquals(200, post("image/png", Arrays.copyOf(good, 12 << 20)).statusCode());
    assertEquals(200, post("image/png", good).statusCode());
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
