package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.cli.TrainedModels.Trained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictions never replace what they are made of, and leave copied cells as they are. */
class PredictOutputTest {
  @TempDir private static Path folder;
  private static Trained model = new Trained(Path.of(""), Path.of(""));
  private static Path input = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    model = new TrainedModels(folder).regression();
    input = folder.resolve("in.csv");
  }

  private static CommandRun predict(Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of("predict", model.config(), "--weights", model.weights(), "--input", input));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "input",
        "another way",
        "symbolic link",
        "hard link",
        "link to a link",
        "training rows",
        "weights",
        "configuration",
        "link to the weights",
        "hard link to the training rows"
      })
  void ontoWhatItReads(String which) throws IOException {
    Files.writeString(input, "a,b\n1010,0.002\n");
    Path link = folder.resolve("link");
    Files.deleteIfExists(link);
    Path rows = model.config().resolveSibling("rows.csv");
    Path output =
        switch (which) {
          case "input" -> input;
          case "another way" -> folder.resolve("../" + folder.getFileName() + "/./in.csv");
          case "symbolic link" -> Files.createSymbolicLink(link, input);
          case "hard link" -> Files.createLink(link, input);
          case "link to a link" -> {
            Path middle = folder.resolve("middle");
            Files.deleteIfExists(middle);
            Files.createSymbolicLink(middle, input);
            yield Files.createSymbolicLink(link, middle);
          }
          case "training rows" -> rows;
          case "weights" -> model.weights();
          case "configuration" -> model.config();
          case "link to the weights" -> Files.createSymbolicLink(link, model.weights());
          default -> Files.createLink(link, rows);
        };
    byte[] before = Files.readAllBytes(output);
    CommandRun refused = predict("--output", output);
    assertEquals(2, refused.exitCode(), refused.out());
    assertTrue(
        refused.err().startsWith("error: --output " + output + " is the file of "), refused.err());
    assertTrue(refused.err().contains(", which is read; expected another"), refused.err());
    assertArrayEquals(before, Files.readAllBytes(output));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"$@\" --input - --output in.csv < in.csv",
        "\"$@\" --input in.csv >> in.csv",
        "\"$@\" --input - >> in.csv < in.csv"
      })
  void ontoWhatTheShellHasOpened(String script) throws Exception {
    String text = "a,b\n1010,0.002\n";
    Files.writeString(input, text);
    ProgramRun program = new ProgramRun(folder);
    assertEquals(
        2,
        program.endScript(
            script, "predict", model.config().toString(), "--weights", model.weights().toString()));
    assertTrue(program.text("err").contains(" is the file of --input, "), program.text("err"));
    assertEquals(text, Files.readString(input));
  }

  @Test
  void otherCommandsDoNotReplaceWhatTheyReadEither() throws IOException {
    Path run = model.config().getParent();
    Path rows = run.resolve("rows.csv");
    for (Object[] command :
        new Object[][] {
          {"train", model.config(), "--out", folder.resolve("o"), "--profile", rows},
          {"train", model.config(), "--out", folder.resolve("o"), "--profile", model.config()},
          {"compare", run, run, "--html", run.resolve("run.json")},
          {"compare", run, run, "--html", run.resolve("metrics.jsonl")},
          {"compare", run, run, "--html", run.resolve("timing.jsonl")},
        }) {
      CommandRun refused = CommandRun.of(command);
      assertEquals(2, refused.exitCode(), refused.out());
      assertTrue(refused.err().contains(", which is read; expected another"), refused.err());
    }
  }

  private String written(String text, Object... more) throws IOException {
    Files.writeString(input, text);
    Path output = folder.resolve("out.csv");
    Object[] all = new Object[more.length + 3];
    all[0] = "--output";
    all[1] = output;
    all[2] = "--keep-all";
    System.arraycopy(more, 0, all, 3, more.length);
    CommandRun run = predict(all);
    assertEquals(0, run.exitCode(), run.err());
    return Files.readString(output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void lineEndsAreThoseOfTheInput(String end) throws IOException {
    String text = written(("a,b,note" + "\n1010,0.002,x\n1020,0.003,y\n").replace("\n", end));
    assertTrue(text.startsWith("a,b,note,y,z" + end + "1010,0.002,x,"), text);
    assertTrue(text.endsWith(end), text);
    assertEquals(3, text.split(end, -1).length - 1, text);
    assertEquals(0, text.replace(end, "").chars().filter(c -> c == '\n' || c == '\r').count());
  }

  @Test
  void ofMixedLineEndsTheFirstCounts() throws IOException {
    assertTrue(written("a,b\r\n1010,0.002\n1020,0.003\n").contains("\r\n1020,0.003,"));
    assertTrue(written("a,b\n1010,0.002\r\n").startsWith("a,b,y,z\n1010,0.002,"));
    // A line end inside of quotes ends no line.
    assertTrue(written("a,b,\"no\nte\"\r\n1010,0.002,\r\n").startsWith("a,b,\"no\nte\",y,z\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\" 007 \"",
        " 007 ",
        "007",
        "\"a \"\"b\"\" c\"",
        "\"x, y\"",
        "\"line\none\"",
        "\"\"",
        "",
        "1.50",
        "1e3",
        "\"quoted\"",
        "NA",
        "+5",
        "Größe",
        "漢字",
        "\" \"",
        "a \"b\" c",
        "\t",
        "=1+1"
      })
  void copiedCellsHaveEveryCharacterTheyHad(String cell) throws IOException {
    String text = written("note,a,b\n" + cell + ",1010.0,\"0.002\"\n");
    assertTrue(text.startsWith("note,a,b,y,z\n" + cell + ",1010.0,\"0.002\","), "[" + text + "]");
  }

  @Test
  void formulasAreGuardedOnRequest() throws IOException {
    String text = "note,a,b\n=1+1,1010,0.002\n\"-x, y\",1010,0.002\n-5,1010,0.002\n";
    String plain = written(text);
    assertTrue(plain.contains("\n=1+1,1010"), plain);
    String guarded = written(text, "--guard-formulas");
    assertTrue(guarded.contains("\n'=1+1,1010,0.002,"), guarded);
    assertTrue(guarded.contains("\n\"'-x, y\",1010,0.002,"), guarded);
    assertTrue(guarded.contains("\n-5,1010,0.002,"), guarded);
    assertEquals(plain.lines().count(), guarded.lines().count());
  }

  @Test
  void whatWasWrittenWithoutAHeaderIsReadAgain() throws IOException {
    Path rows = folder.resolve("bare.csv");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      text.append(i).append(".0,").append(3 * i).append(",r").append(i).append('\n');
    }
    Files.writeString(rows, text);
    Path config = folder.resolve("bare.yaml");
    Files.writeString(
        config,
        """
        data: {csv: bare.csv, header: false, features: [1], target: 2, standardize: all}
        model: linear
        optimizer: {type: sgd, learningRate: 0.1}
        epochs: 5
        device: cpu
        """);
    Path run = folder.resolve("bare");
    CommandRun.done("train", config, "--out", run);
    Path first = folder.resolve("first.csv");
    Path second = folder.resolve("second.csv");
    Path weights = run.resolve("model.safetensors");
    CommandRun.done(
        "predict", config, "--weights", weights, "--input", rows, "--output", first, "--keep-all");
    List<String> lines = Files.readAllLines(first);
    assertEquals(30, lines.size());
    assertTrue(lines.get(1).startsWith("1.0,3,r1,"), lines.get(1));
    CommandRun.done(
        "predict",
        config,
        "--weights",
        weights,
        "--input",
        first,
        "--output",
        second,
        "--keep-all");
    assertEquals(30, Files.readAllLines(second).size());
    String third = lines.get(3).substring(lines.get(3).lastIndexOf(','));
    assertTrue(Files.readAllLines(second).get(3).equals(lines.get(3) + third));
  }
}
