package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Observation;
import dev.jacobian.trainers.progress.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code train --profile} on a bundled configuration. */
class ProfileTest {
  private static final Path CONFIGS = Path.of("../examples/configs");
  private static final Set<String> WORK = Set.of("forward", "backward", "update", "compiled");

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theTraceIsWrittenBesideTheWeightsAndTheTableNamesItsKernels() throws IOException {
    assertEquals(0, train("iris", "--profile"), err.toString());
    Path file = folder.resolve("trace.json");
    List<String> lines = out.toString().lines().toList();
    assertEquals(
        "trace       " + file + " (open it in ui.perfetto.dev or chrome://tracing)",
        lines.get(lines.size() - 1));
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("ops and kernels  ")));
    List<JsonNode> events = events(file);
    assertNested(events);
    Set<String> names =
        events.stream()
            .filter(event -> WORK.contains(event.get("cat").asString()))
            .map(event -> event.get("cat").asString() + " " + event.get("name").asString())
            .collect(Collectors.toSet());
    List<String> rows = rows(lines);
    assertTrue(rows.size() >= 10, out.toString());
    assertTrue(names.size() >= rows.size(), names.toString());
    for (String row : rows) {
      assertTrue(names.stream().anyMatch(name -> isRowOf(row, name)), row + " in " + names);
    }
  }

  @Test
  void epochsAreSectionsOfTheTrace() throws IOException {
    assertEquals(0, train("iris", "--profile"), err.toString());
    List<String> sections =
        events(folder.resolve("trace.json")).stream()
            .filter(event -> event.get("cat").asString().equals("section"))
            .map(event -> event.get("name").asString())
            .toList();
    assertEquals(
        List.of("epoch 1 train", "epoch 1 validation", "epoch 2 train", "epoch 2 validation"),
        sections);
  }

  @Test
  void theTraceGoesWhereTheOptionSays() throws IOException {
    Path file = folder.resolve("mine.json");
    assertEquals(0, train("iris", "--profile", file.toString()), err.toString());
    assertFalse(events(file).isEmpty());
    assertFalse(Files.exists(folder.resolve("trace.json")));
    assertTrue(out.toString().contains("trace       " + file + " ("), out.toString());
  }

  @Test
  void withoutTheOptionNothingIsMeasuredAndTheWeightsAreTheSameBytes() throws IOException {
    assertEquals(0, train("iris", "--profile"), err.toString());
    byte[] profiled = Files.readAllBytes(folder.resolve("model.safetensors"));
    Files.delete(folder.resolve("trace.json"));
    assertEquals(0, train("iris"), err.toString());
    assertFalse(out.toString().contains("ops and kernels"), out.toString());
    assertFalse(Files.exists(folder.resolve("trace.json")));
    assertEquals(
        -1, Arrays.mismatch(profiled, Files.readAllBytes(folder.resolve("model.safetensors"))));
  }

  @Test
  void aRunThatFailsLeavesNoProfilerBehind() {
    assertEquals(1, train("norris", "--profile", "--set", "optimizer.learningRate=1e30"));
    assertTrue(err.toString().startsWith("error: training: the loss became "), err.toString());
    assertEquals(null, Observation.current());
  }

  private int train(String name, String... more) {
    String config = CONFIGS.resolve(name + ".yaml").toString();
    List<String> arguments =
        new ArrayList<>(List.of("train", config, "--set", "epochs=2", "--device", "cpu"));
    arguments.addAll(List.of("--out", folder.toString()));
    arguments.addAll(List.of(more));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    int code =
        Main.commandLine(new PrintWriter(out), new PrintWriter(err), Terminal.plain())
            .execute(arguments.toArray(String[]::new));
    JavaWords.assertNone(err.toString());
    return code;
  }

  /** Returns the complete events of a trace. */
  private static List<JsonNode> events(Path file) throws IOException {
    JsonNode trace = JsonMapper.shared().readTree(Files.readString(file));
    List<JsonNode> events = new ArrayList<>();
    trace.get("traceEvents").forEach(events::add);
    events.removeIf(event -> !event.get("ph").asString().equals("X"));
    return events;
  }

  private static void assertNested(List<JsonNode> events) {
    Set<String> threads =
        events.stream()
            .map(event -> event.get("pid") + "/" + event.get("tid"))
            .collect(Collectors.toSet());
    assertEquals(1, threads.size(), threads.toString());
    Deque<JsonNode> open = new ArrayDeque<>();
    for (JsonNode event : events) {
      while (!open.isEmpty() && end(open.peek()) <= start(event)) {
        open.pop();
      }
      assertTrue(
          open.isEmpty() || end(event) <= end(open.peek()), event + " leaves " + open.peek());
      open.push(event);
    }
  }

  private static long start(JsonNode event) {
    return event.get("ts").decimalValue().movePointRight(3).longValueExact();
  }

  private static long end(JsonNode event) {
    return start(event) + event.get("dur").decimalValue().movePointRight(3).longValueExact();
  }

  /** Returns phase and name in the table's rows, the name perhaps cut. */
  private static List<String> rows(List<String> lines) {
    return lines.stream()
        .map(line -> line.split("\\s{2,}"))
        .filter(cells -> cells.length >= 6 && WORK.contains(cells[0]))
        .map(cells -> cells[0] + " " + cells[1])
        .toList();
  }

  private static boolean isRowOf(String row, String name) {
    int cut = row.indexOf("...");
    return cut < 0
        ? row.equals(name)
        : name.startsWith(row.substring(0, cut)) && name.endsWith(row.substring(cut + 3));
  }
}
