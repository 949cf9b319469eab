package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command with texts of classes: the example's letters, from the configuration to a class.
 */
class LabelledTextCommandsTest {
  private static final Path CONFIG = Path.of("../examples/configs/letters.yaml");
  private static final Path LETTERS = Path.of("../examples/data/letters.jsonl");

  @TempDir private Path folder;

  private static CommandRun train(Path out, Object... more) {
    return CommandRun.done(
        Stream.of(new Object[] {"train", CONFIG, "--out", out}, more)
            .flatMap(Arrays::stream)
            .toArray());
  }

  private static void says(String message, Object... command) {
    assertEquals(message, CommandRun.of(command).err().strip());
  }

  @Test
  void aRunIsTrainedJudgedAndTellsClassesAndOthersSayHow() throws IOException {
    Path out = folder.resolve("run");
    List<String> lines = train(out).lines();
    assertEquals(
        "data        letters.jsonl: 640 rows and 160 rows held out (stratified), texts of at most"
            + " 40 words out of 100 -> kind (4 classes)",
        lines.get(0));
    assertEquals(
        "note        1 of 800 texts has more than 40 tokens, and ends there; data.maxLength says how"
            + " many are read",
        lines.get(1));
    assertTrue(lines.stream().anyMatch(line -> line.matches("complaint .* 36")), lines.toString());
    assertTrue(Files.readString(out.resolve("report.html")).contains("complaint"));
    Path weights = folder.resolve("alone.safetensors");
    Files.copy(out.resolve("model.safetensors"), weights);

    String scores = CommandRun.done("evaluate", weights, "--input", LETTERS).lines().get(0);
    assertTrue(scores.matches("800 rows  loss 0\\.\\d+  accuracy 0\\.9\\d+"), scores);

    List<String> one =
        CommandRun.done("predict", weights, "--text", "The lamp is not very ugly.").lines();
    assertEquals("kind,probability", one.get(0));
    assertTrue(one.get(1).startsWith("praise,0."), one.get(1));
    Path texts = folder.resolve("some.txt");
    Files.writeString(
        texts, "I want the good lamp, and two chairs.\nWhen will the carpet arrive?\n");
    List<String> both = CommandRun.done("predict", weights, "--input", texts, "--keep-all").lines();
    assertEquals("text,kind,probability", both.get(0));
    assertTrue(
        both.get(1).startsWith("\"I want the good lamp, and two chairs.\",order,"), both.get(1));
    assertTrue(both.get(2).startsWith("When will the carpet arrive?,question,"), both.get(2));
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(Files.readAllBytes(texts)));
      List<String> piped =
          CommandRun.done("predict", weights, "--input", "-", "--keep-all").lines();
      assertEquals(both, piped);
      System.setIn(new ByteArrayInputStream(new byte[] {'a', (byte) 0xFC}));
      says(
          "error: standard input: no UTF-8 from byte 1 on; expected text in UTF-8; fix: convert it,"
              + " for example with iconv -t UTF-8",
          "predict",
          weights,
          "--input",
          "-");
    } finally {
      System.setIn(before);
    }
    List<String> all =
        CommandRun.done(
                "predict", weights, "--input", LETTERS, "--keep", "kind", "--output-format", "csv")
            .lines();
    assertEquals("kind,predicted_kind,probability", all.get(0));
    long right =
        all.stream().skip(1).map(row -> row.split(",")).filter(c -> c[0].equals(c[1])).count();
    assertTrue(right > 720, right + " of 800 are right");
    CommandRun.done("export", weights, "--to", folder.resolve("own.npz"));

    mistakes(weights);
  }

  private void mistakes(Path weights) throws IOException {
    says(
        "error: a text without a token; expected at least one; fix: leave it out",
        "predict",
        weights,
        "--text",
        " ");
    Path texts = folder.resolve("bad.txt");
    Files.writeString(texts, "one\n\ntwo\n");
    says(
        "error: "
            + texts
            + ", line 2: a text without a token; expected at least one; fix: leave it"
            + " out",
        "predict",
        weights,
        "--input",
        texts);
    Path lines = folder.resolve("bad.jsonl");
    Files.writeString(lines, "{\"text\": \"one\"}\n{\"txt\": \"two\"}\n");
    says(
        "error: "
            + lines
            + ", line 2: no 'text', but [txt]; expected the text of the line under"
            + " this name",
        "predict",
        weights,
        "--input",
        lines);
    Files.writeString(lines, "{\"text\": 3}\n");
    says(
        "error: " + lines + ", line 1: 'text' is 3; expected a text in quotes",
        "predict",
        weights,
        "--input",
        lines);
    says(
        "error: rows of a table in '../examples/data/iris.csv'; expected texts with classes, which"
            + " the model is given; fix: use jacobian predict MODEL --input LINES, or --text TEXT",
        "predict",
        weights,
        "--input",
        "../examples/data/iris.csv");
    says(
        "error: a model that is given texts with classes; expected one that is given text; fix: use"
            + " jacobian predict MODEL --input LINES, or --text TEXT",
        "generate",
        weights,
        "--prompt",
        "x");
    says(
        "error: a model of texts as ONNX; expected its weights alone; fix: write a file that ends in"
            + " .safetensors",
        "export",
        weights,
        "--to",
        folder.resolve("own.onnx"));
    for (Object[] wrong :
        new Object[][] {
          {
            "neither --input nor --text; expected --input FILE, or --text TEXT for a model of texts"
          },
          {
            "--input beside --text; expected --input FILE, or --text TEXT for a model of texts",
            "--input",
            texts,
            "--text",
            "x"
          },
          {"--format beside --text; expected it for an --input", "--format", "csv", "--text", "x"},
          {
            "--keep kind: there is the text alone; expected --keep text",
            "--keep",
            "kind",
            "--text",
            "x"
          }
        }) {
      Object[] command =
          Stream.concat(Stream.of("predict", weights), Arrays.stream(wrong).skip(1)).toArray();
      String said = CommandRun.of(command).err();
      assertTrue(said.contains("error: " + wrong[0]), said);
    }
  }

  @Test
  void aRunThatWasStoppedEndsAsOneThatWasNotWhateverReadsAhead() throws IOException {
    Object[] deep = {
      "--set", "model.numLayers=2", "--set", "model.bidirectional=true", "--set",
      "model.dropout=0.2", "--set", "epochs=2", "--set", "model.hiddenSize=8"
    };
    Path whole = folder.resolve("whole");
    train(whole, deep);
    Path stopped = folder.resolve("stopped");
    train(stopped, join(deep, "--set", "timeLimit=1ms"));
    assertTrue(
        train(stopped, join(deep, "--resume", "--set", "workers=2")).out().contains("resumed"));
    assertEquals(
        -1,
        Files.mismatch(whole.resolve("model.safetensors"), stopped.resolve("model.safetensors")));
  }

  private static Object[] join(Object[] first, Object... more) {
    return Stream.of(first, more).flatMap(Arrays::stream).toArray();
  }

  @Test
  void aModelOfOtherDataTakesNoText() {
    Path out = folder.resolve("table");
    CommandRun.done("train", "../examples/configs/norris.yaml", "--out", out, "--set", "epochs=1");
    says(
        "error: --text; expected what a model of rows of a table is given; fix: use jacobian predict"
            + " MODEL --input TABLE",
        "predict",
        out,
        "--text",
        "x");
  }
}
