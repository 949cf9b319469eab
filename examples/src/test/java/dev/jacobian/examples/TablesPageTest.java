package dev.jacobian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the commands of docs/tables.md in their order, in a folder of their own. */
class TablesPageTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

  @TempDir private Path folder;

  @Test
  void theCommandsOfThePageWorkAndScoreAsScikitLearnDoes() throws Exception {
    copy("configs");
    copy("data");
    JsonNode expected =
        JsonMapper.shared()
            .readTree(Files.readString(Path.of("src/test/resources/goldens/tables.json")));
    int ran = 0;
    String served = "";
    List<String> answers = new ArrayList<>();
    for (List<String> command : commands()) {
      if (command.get(0).equals("curl")) {
        answers.add(ask(served, command.get(4)));
      } else if (command.get(1).equals("serve")) {
        served = command.get(2);
      } else {
        String output = run(command);
        ran++;
        if (command.get(1).equals("cross-validate")) {
          compare(output, expected.get(command.get(2).replaceAll(".*/|\\.yaml", "")));
        }
      }
    }
    assertEquals(15, ran);
    assertEquals(List.of("yes", "north"), answers);
    assertEquals(33, Files.readAllLines(folder.resolve("runs/predicted.csv")).size());
    assertEquals(401, Files.readAllLines(folder.resolve("runs/saved.csv")).size());
    List<String> wines = Files.readAllLines(folder.resolve("runs/wines.jsonl"));
    assertEquals(180, wines.size());
    assertTrue(wines.get(0).contains("\"north\":"), wines.get(0));
    for (String file : List.of("mtcars.onnx", "passengers.onnx", "wines.onnx")) {
      assertTrue(Files.size(folder.resolve("runs").resolve(file)) > 500, file);
    }
  }

  private static List<List<String>> commands() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/tables.md")).replace("\r\n", "\n");
    List<List<String>> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      for (String line : block.group(1).strip().split("\n")) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(line);
        while (word.find()) {
          words.add(word.group(1) != null ? word.group(1) : word.group(2));
        }
        commands.add(words);
      }
    }
    return commands;
  }

  private void copy(String name) throws IOException {
    Path target = Files.createDirectories(folder.resolve("examples").resolve(name));
    try (var files = Files.list(ROOT.resolve("examples").resolve(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }

  private Process start(List<String> command) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // They end before code that is optimised for long runs pays for that.
    line.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.add("dev.jacobian.cli.Main");
    line.addAll(command.subList(1, command.size()));
    return new ProcessBuilder(line)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }

  private String run(List<String> command) throws Exception {
    Process process = start(command);
    boolean ended = process.waitFor(3, TimeUnit.MINUTES);
    process.destroyForcibly();
    String output = Files.readString(folder.resolve("output"));
    assertTrue(ended && process.exitValue() == 0, command + ": " + output);
    return output;
  }

  /** The mean over the folds is within a deviation of scikit-learn's over its own folds. */
  private static void compare(String output, JsonNode expected) {
    List<String> names = List.of();
    int compared = 0;
    for (String line : output.lines().toList()) {
      List<String> words = List.of(line.strip().split("\\s{2,}"));
      if (words.get(0).equals("fold")) {
        names = words;
      } else if (words.get(0).equals("mean")) {
        int shift = names.size() - words.size();
        for (int i = 1; i < words.size(); i++) {
          JsonNode golden = expected.get(names.get(i + shift));
          if (golden != null) {
            double found = Double.parseDouble(words.get(i));
            assertEquals(golden.get(0).asDouble(), found, golden.get(1).asDouble(), output);
            compared++;
          }
        }
      }
    }
    assertEquals(expected.size(), compared, output);
  }

  /** Serves a model, and returns the class that it answers to a request. */
  private String ask(String model, String body) throws Exception {
    Process server = start(List.of("jacobian", "serve", model, "--port", "0"));
    try {
      String url = "";
      for (int i = 0; i < 600 && url.isEmpty() && server.isAlive(); i++) {
        TimeUnit.MILLISECONDS.sleep(100);
        Matcher found = URL.matcher(Files.readString(folder.resolve("output")));
        url = found.find() ? found.group() : "";
      }
      assertTrue(!url.isEmpty(), Files.readString(folder.resolve("output")));
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(url + "/predict"))
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(body))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertEquals(200, answer.statusCode(), answer.body());
      return JsonMapper.shared().readTree(answer.body()).get("class").asString();
    } finally {
      server.destroy();
      server.waitFor(30, TimeUnit.SECONDS);
    }
  }
}
