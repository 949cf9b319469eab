package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ServeCommandTest {
  private static final Pattern URL = Pattern.compile("at (http://127\\.0\\.0\\.1:\\d+/)");

  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  /** Leaves nothing of a training but its weights, and returns where they are. */
  private Path alone(TrainedModels.Trained trained) throws IOException {
    Path alone = Files.createDirectory(folder.resolve("alone"));
    return Files.copy(trained.weights(), alone.resolve("model.safetensors"));
  }

  private static HttpRequest post(String url, String body) {
    return HttpRequest.newBuilder(URI.create(url + "predict"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private String get(String url) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static String url(ProgramRun program, Process process)
      throws IOException, InterruptedException {
    while (true) {
      Matcher found = URL.matcher(program.text("out"));
      if (found.find()) {
        return found.group(1);
      }
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("no server: " + program.text("err"));
      }
    }
  }

  @Test
  void servesAFolderWithNothingButWeightsUntilItIsToldToStop() throws Exception {
    Path weights = alone(new TrainedModels(folder).classes());
    ProgramRun program = new ProgramRun(folder);
    Process process = program.start("serve", weights.getParent().toString(), "--port", "0");
    try {
      String url = url(program, process);
      assertTrue(
          get(url + "model").contains("\"features\":[{\"name\":\"a\",\"type\":\"number\"}"),
          get(url + "model"));
      assertTrue(get(url + "model").contains("\"classes\":[\"fig\",\"oak, red\",\"yew\"]"));
      assertTrue(get(url + "health").contains("ok"));
      String answer =
          client
              .send(post(url, "{\"a\": 1.2, \"b\": 3}"), HttpResponse.BodyHandlers.ofString())
              .body();
      Files.writeString(folder.resolve("one.csv"), "a,b\n1.2,3\n");
      String label =
          CommandRun.done("predict", weights, "--input", folder.resolve("one.csv"))
              .lines()
              .get(1)
              .split(",")[0];
      assertTrue(answer.startsWith("{\"class\":\"" + label + "\",\"probabilities\":{"), answer);
      assertTrue(get(url + "metrics").contains("jacobian_serve_rows_total 1.0"));

      // Requests that are under way when the signal comes are answered.
      List<CompletableFuture<HttpResponse<String>>> last = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        last.add(
            client.sendAsync(
                post(url, "[" + "{\"a\": 1, \"b\": 2},".repeat(300) + "{\"a\": 1, \"b\": 2}]"),
                HttpResponse.BodyHandlers.ofString()));
      }
      last.get(0).get();
      process.destroy();
      int answered = 0;
      for (CompletableFuture<HttpResponse<String>> response : last) {
        try {
          assertEquals(200, response.get().statusCode());
          answered++;
        } catch (ExecutionException e) {
          // It had not come in: its connection was refused.
          assertTrue(String.valueOf(e.getCause()).contains("onnect"), String.valueOf(e.getCause()));
        }
      }
      assertTrue(answered > 0);
      assertEquals(0, program.end(process), program.text("err"));
      assertTrue(program.text("out").endsWith("stopped" + System.lineSeparator()));
      assertEquals("", program.text("err"));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void servesModelsOfImagesAndOfText() throws Exception {
    Path images = folder.resolve("digits");
    CommandRun.done(
        "train", "../examples/configs/digits.yaml", "--out", images, "--set", "epochs=3");
    byte[] file;
    try (ZipFile zip = new ZipFile("../examples/data/digits.zip")) {
      file = zip.getInputStream(zip.getEntry("0/0000.png")).readAllBytes();
    }
    Path image = Files.write(folder.resolve("one.png"), file);
    String label =
        CommandRun.done("predict", images, "--input", image).lines().get(1).split(",")[1];
    HttpRequest.Builder predict =
        HttpRequest.newBuilder()
            .header("Content-Type", "image/png")
            .POST(HttpRequest.BodyPublishers.ofByteArray(file));
    String answer = answer(images, "predict", predict);
    assertTrue(answer.startsWith("{\"class\":\"" + label + "\",\"probabilities\":{"), answer);

    Path letters = folder.resolve("letters");
    CommandRun.done(
        "train", "../examples/configs/letters.yaml", "--out", letters, "--set", "epochs=4");
    HttpRequest.Builder ask =
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"text\": \"Please send two lamps.\"}"));
    String kind = answer(letters, "predict", ask);
    assertTrue(kind.startsWith("{\"class\":\"order\",\"probabilities\":{\"complaint\":"), kind);

    Path text = folder.resolve("sums");
    CommandRun.done(
        "train",
        "../examples/configs/sums.yaml",
        "--out",
        text,
        "--set",
        "epochs=1",
        "--set",
        "model.nEmbd=16");
    String follows =
        CommandRun.done("generate", text, "--prompt", "1+", "--tokens", 4, "--seed", 3)
            .out()
            .strip()
            .substring(2);
    HttpRequest.Builder generate =
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"prompt\": \"1+\", \"tokens\": 4, \"seed\": 3}"));
    assertEquals("{\"text\":\"" + follows + "\",\"tokens\":4}", answer(text, "generate", generate));
  }

  private String answer(Path run, String path, HttpRequest.Builder request) throws Exception {
    ProgramRun program =
        new ProgramRun(Files.createDirectory(folder.resolve("server-" + run.getFileName())));
    Process process = program.start("serve", run.toString(), "--port", "0");
    try {
      String url = url(program, process);
      assertTrue(program.text("out").contains("(POST " + path + "; GET model, health, metrics)"));
      return client
          .send(request.uri(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--port 70000 | port 70000; expected 0 (any that is free) to 65535",
        "--port 0 --queue 0 | queue 0",
        "--port 0 --read-timeout 10 | '10' is no time; expected a number and its unit, such as 500ms or 10s",
        "--port 0 --idle-timeout 0 | the time idle of PT0S; expected more than 0, up to one day",
        "--port 0 --max-body many | 'many' is not a number of bytes",
        "--port 0 --max-body 0 | --max-body 0; expected at least 1 byte",
        "--port 0 --max-wait 5s | a wait of 5000 ms for a batch; expected 0 to 1000 ms",
        "--max-rows 5 | Missing required option: '--port=PORT'",
      })
  void saysWhichArgumentIsWrong(String arguments, String message) {
    List<String> all = new ArrayList<>(List.of("serve", "none.safetensors"));
    all.addAll(List.of(arguments.split(" ")));
    CommandRun run = CommandRun.of(all.toArray());
    assertEquals(2, run.exitCode(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }

  @Test
  void saysThatAPortIsTaken() throws IOException {
    Path weights = alone(new TrainedModels(folder).binary());
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun run = CommandRun.of("serve", weights, "--port", taken.getLocalPort());
      assertEquals(1, run.exitCode());
      assertTrue(
          run.err()
              .startsWith(
                  "error: the server cannot listen on 127.0.0.1, port " + taken.getLocalPort()),
          run.err());
    }
  }
}
