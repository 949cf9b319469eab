package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.io.IdxFile;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The same rows give the same predictions, whatever they are written in. */
class PredictFormatsTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String CSV = "b,note,a\n0.002,\"u, v\",1010\n0.004,w,1020.5\n";
  private static final String LINES =
      """
      {"b": 0.002, "note": "u, v", "a": 1010}
      {"a": "1020.5", "b": 4e-3, "note": "w"}
      """;

  @TempDir private Path folder;
  private Path weights = Path.of("");

  @BeforeEach
  void train() throws IOException {
    weights = new TrainedModels(folder).regression().weights();
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private List<String> predict(Object... more) {
    Object[] all = Stream.concat(Stream.of("predict", weights), Stream.of(more)).toArray();
    return CommandRun.done(all).lines();
  }

  private static double number(String line, String member) {
    return JSON.readTree(line).get(member).doubleValue();
  }

  @Test
  void jsonLinesGiveWhatCsvGives() throws Exception {
    List<String> table = predict("--input", file("in.csv", CSV));
    assertEquals("y,z", table.get(0));
    for (String name : List.of("in.jsonl", "in.ndjson", "in.txt")) {
      Path in = file(name, LINES);
      List<String> lines =
          name.endsWith(".txt")
              ? predict("--input", in, "--format", "jsonl")
              : predict("--input", in);
      assertEquals(2, lines.size());
      for (int row = 0; row < 2; row++) {
        String[] cells = table.get(row + 1).split(",");
        assertEquals(Double.parseDouble(cells[0]), number(lines.get(row), "y"));
        assertEquals(Double.parseDouble(cells[1]), number(lines.get(row), "z"));
      }
    }
    assertEquals(table, predict("--input", file("in.jsonl", LINES), "--output-format", "csv"));
  }

  @Test
  void keptValuesAreCopiedBetweenTheForms() throws IOException {
    Path csv = file("in.csv", CSV);
    Path lines = file("in.jsonl", LINES);
    List<String> asJson = predict("--input", csv, "--output-format", "jsonl", "--keep", "note,b");
    assertTrue(
        asJson.get(0).startsWith("{\"note\":\"u, v\",\"b\":\"0.002\",\"y\":"), asJson.get(0));
    List<String> same = predict("--input", lines, "--keep-all");
    assertTrue(
        same.get(0).startsWith("{\"b\":0.002,\"note\":\"u, v\",\"a\":1010,\"y\":"), same.get(0));
    List<String> asCsv = predict("--input", lines, "--output-format", "csv", "--keep", "note,a");
    assertEquals("note,a,y,z", asCsv.get(0));
    assertTrue(asCsv.get(1).startsWith("\"u, v\",1010,"), asCsv.get(1));
    Path taken = file("taken.jsonl", "{\"a\": 1010, \"b\": 0.1, \"y\": null}\n");
    String line = predict("--input", taken, "--keep", "y").get(0);
    assertTrue(line.startsWith("{\"y\":null,\"predicted_y\":"), line);
  }

  @Test
  void classesHaveAllTheirProbabilities() throws IOException {
    weights = new TrainedModels(folder).classes().weights();
    List<String> table = predict("--input", file("in.csv", "a,b\n0.1,3\n2.2,7\n"));
    List<String> lines =
        predict("--input", file("in.jsonl", "{\"a\": 0.1, \"b\": 3}\n\n{\"a\": 2.2, \"b\": 7}"));
    for (int row = 0; row < 2; row++) {
      JsonNode line = JSON.readTree(lines.get(row));
      String label = line.get("class").stringValue();
      assertTrue(table.get(row + 1).replace("\"", "").startsWith(label + ","), table.get(row + 1));
      JsonNode all = line.get("probabilities");
      assertEquals(3, all.size());
      String probability = table.get(row + 1).substring(table.get(row + 1).lastIndexOf(',') + 1);
      assertEquals(Double.parseDouble(probability), all.get(label).doubleValue());
    }
  }

  @Test
  void arraysGiveWhatCsvGives() throws IOException {
    List<String> expected = predict("--input", file("in.csv", "a,b\n1010,0.002\n1020.5,0.004\n"));
    Tensor rows = Tensor.of(new double[] {1010, 0.002, 1020.5, 0.004}, 2, 2);
    Path npy = folder.resolve("rows.npy");
    NumpyFile.saveNpy(npy, rows);
    Path npz = folder.resolve("rows.npz");
    NumpyFile.saveNpz(npz, Map.of("x", rows, "y", Tensor.zeros(3)));
    Path single = folder.resolve("single.npz");
    NumpyFile.saveNpz(single, Map.of("anything", rows));
    Path idx = folder.resolve("rows-idx");
    IdxFile.save(idx, rows);
    for (Path file : List.of(npy, npz, single, idx)) {
      assertEquals(expected, predict("--input", file), file.toString());
    }
    List<String> lines = predict("--input", npy, "--output-format", "jsonl");
    assertEquals(Double.parseDouble(expected.get(1).split(",")[0]), number(lines.get(0), "y"));
  }

  @Test
  void standardInputMayBeJsonLines() throws Exception {
    List<String> expected = predict("--input", file("in.jsonl", LINES));
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(LINES.getBytes(StandardCharsets.UTF_8)));
      assertEquals(expected, predict("--input", "-", "--format", "jsonl"));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void theEndingOfTheOutputSaysItsForm() throws IOException {
    Path out = folder.resolve("out.jsonl");
    predict("--input", file("in.csv", CSV), "--output", out);
    assertEquals(2, Files.readAllLines(out).size());
    assertTrue(Files.readString(out).startsWith("{\"y\":"));
    Path csv = folder.resolve("out.csv");
    predict("--input", file("in.jsonl", LINES), "--output", csv);
    assertEquals("y,z", Files.readAllLines(csv).get(0));
  }

  @Test
  void moreRowsThanABatchAreReadThrough() throws IOException {
    StringBuilder lines = new StringBuilder();
    StringBuilder csv = new StringBuilder("a,b\n");
    for (int row = 0; row < 2500; row++) {
      lines.append("{\"a\":").append(1000 + row % 50).append(",\"b\":0.00").append(row % 10);
      lines.append("}\n");
      csv.append(1000 + row % 50).append(",0.00").append(row % 10).append('\n');
    }
    Path in = file("in.jsonl", lines.toString());
    assertEquals(
        predict("--input", file("in.csv", csv.toString())),
        predict("--input", in, "--output-format", "csv"));
    assertEquals(List.of(), predict("--input", file("empty.jsonl", "")));
  }

  private void assertRefused(int code, String message, Object... more) {
    Object[] all = Stream.concat(Stream.of("predict", weights), Stream.of(more)).toArray();
    CommandRun run = CommandRun.of(all);
    assertEquals(code, run.exitCode(), run.err());
    String error = run.err().replace(folder + "/", "").replace(folder + "\\", "");
    assertTrue(error.startsWith("error: " + message), error);
    assertFalse(run.err().contains("unexpected"), run.err());
  }

  @Test
  void whatCannotBeReadIsNamedWithItsLine() throws IOException {
    String good = "{\"a\": 1010, \"b\": 0.1}\n";
    List<String[]> cases =
        List.of(
            new String[] {good + "\n{\"a\": 1}\n", "in.jsonl, line 3: the row has no 'b'"},
            new String[] {
              good + "{\"a\": 1, \"b\": \"two\"}",
              "in.jsonl, line 2: the feature 'b' is 'two'; expected a number"
            },
            new String[] {
              good + "{\"a\": 1, \"b\": [2]}", "in.jsonl, line 2: the feature 'b' is '[2]'"
            },
            new String[] {
              good + "{\"a\": 1, \"b\": null}", "in.jsonl, line 2: the feature 'b' is missing"
            },
            new String[] {
              good + "{\"a\": 1, \"b\": 1e999}", "in.jsonl, line 2: the feature 'b' is"
            },
            new String[] {
              good + "{\"a\": 1, \"a\": 2, \"b\": 3}",
              "in.jsonl, line 2: this is not JSON: Duplicate"
            },
            new String[] {good + "{\"a\": 1,\n \"b\" 3}", "in.jsonl, line 3: this is not JSON"},
            new String[] {good + "{\"a\": 1", "in.jsonl, line 2: this is not JSON"},
            new String[] {
              good + "[1, 2]",
              "in.jsonl, line 2: it is no JSON object; expected an object for each row"
            },
            new String[] {"[" + good + "]", "in.jsonl, line 1: it is no JSON object"},
            new String[] {"a,b\n1,2\n", "in.jsonl, line 1: this is not JSON"});
    for (String[] bad : cases) {
      assertRefused(1, bad[1], "--input", file("in.jsonl", bad[0]));
    }
    // Rows before the mistake are given.
    CommandRun run = CommandRun.of("predict", weights, "--input", file("in.jsonl", good + "{}"));
    assertEquals(1, run.lines().size());
    assertRefused(1, "none.jsonl cannot be read", "--input", folder.resolve("none.jsonl"));
    Path wide = folder.resolve("wide.npy");
    NumpyFile.saveNpy(wide, Tensor.zeros(4, 3));
    assertRefused(
        1,
        "wide.npy: an array of shape [4, 3]; expected [n, 2], a number for each of the model's features",
        "--input",
        wide);
    Path gap = folder.resolve("gap.npy");
    NumpyFile.saveNpy(gap, Tensor.of(new double[] {1, 2, 3, Double.NaN}, 2, 2));
    assertRefused(1, "gap.npy: row 1: the feature 'b' is missing", "--input", gap);
    assertRefused(2, "--keep: an array has no columns", "--input", gap, "--keep", "a");
    assertRefused(2, "--input -: arrays are read from files", "--input", "-", "--format", "npy");
    assertRefused(
        1,
        "in.jsonl, line 1: the row has no 'c'; expected one of [a, b]; fix: look at --keep",
        "--input",
        file("in.jsonl", good),
        "--keep",
        "c");
  }
}
