package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.jacobian.trainers.predict.Prediction;
import dev.jacobian.trainers.predict.TextPredictor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    return train(CONFIG, out, more);
  }

  private static CommandRun train(Path config, Path out, Object... more) {
    return CommandRun.done(
        Stream.of(new Object[] {"train", config, "--out", out}, more)
            .flatMap(Arrays::stream)
            .toArray());
  }

  private static void says(String message, Object... command) {
    assertEquals(message, CommandRun.of(command).err().strip());
  }

  @Test
  void aRunIsTrainedJudgedAndTellsClassesAndOthersSayHow() throws Exception {
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
    String other =
        CommandRun.of("train", CONFIG, "--out", out, "--resume", "--set", "data.field=said").err();
    assertTrue(other.contains("data.field: saved text, now said"), other);
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
    assertSameInOnnx(weights);

    mistakes(weights);
  }

  /** ONNX Runtime tells of padded ids and lengths what the model tells of texts. */
  private void assertSameInOnnx(Path weights) throws IOException, OrtException {
    Path onnx = folder.resolve("own.onnx");
    assertEquals(
        "model written to "
            + onnx
            + ", for the ids of up to 40 tokens, padded with 0, and how many a text has",
        CommandRun.done("export", weights, "--to", onnx).lines().get(0));
    TextPredictor predictor = TextPredictor.load(weights);
    List<String> texts =
        List.of(
            "The lamp is not very ugly.", "Please send two zebras", "When?", "good ".repeat(60));
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(onnx.toString())) {
      Map<String, String> said = session.getMetadata().getCustomMetadata();
      assertEquals("words", said.get("tokenizer"));
      assertEquals("true", said.get("lowercase"));
      String vocabulary = said.get("vocabulary");
      List<String> known = List.of(vocabulary.substring(2, vocabulary.length() - 2).split("\",\""));
      long[][] ids = new long[texts.size()][40];
      long[] lengths = new long[texts.size()];
      for (int row = 0; row < ids.length; row++) {
        for (String word : texts.get(row).toLowerCase(Locale.ROOT).split("(?=[.?])| ")) {
          if (lengths[row] < 40) {
            ids[row][(int) lengths[row]++] = known.contains(word) ? 2 + known.indexOf(word) : 1;
          }
        }
      }
      List<Prediction> expected = texts.stream().map(predictor::predict).toList();
      assertSame(expected, session, environment, ids, lengths);
      for (int row = 0; row < ids.length; row++) {
        // Without padding.
        long[][] own = {Arrays.copyOf(ids[row], (int) lengths[row])};
        assertSame(
            expected.subList(row, row + 1), session, environment, own, new long[] {lengths[row]});
      }
    }
  }

  private static void assertSame(
      List<Prediction> expected,
      OrtSession session,
      OrtEnvironment environment,
      long[][] ids,
      long[] lengths)
      throws OrtException {
    try (OnnxTensor tokens = OnnxTensor.createTensor(environment, ids);
        OnnxTensor counts = OnnxTensor.createTensor(environment, lengths);
        OrtSession.Result result = session.run(Map.of("ids", tokens, "lengths", counts))) {
      float[][] probabilities = (float[][]) result.get("probabilities").orElseThrow().getValue();
      String[] labels = (String[]) result.get("label").orElseThrow().getValue();
      for (int row = 0; row < ids.length; row++) {
        assertEquals(expected.get(row).label().orElseThrow(), labels[row]);
        int place = 0;
        for (double value : expected.get(row).probabilities().values()) {
          assertEquals(value, probabilities[row][place++], 1e-5, "row " + row);
        }
      }
    }
  }

  private void mistakes(Path weights) throws IOException {
    says(
        "error: a text without a token; expected at least one; fix: leave it out",
        "predict",
        weights,
        "--text",
        " ");
    assertEquals("", CommandRun.of("predict", weights, "--text", " ").out());
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
    Files.writeString(lines, "{\"text\": null}\n");
    says(
        "error: " + lines + ", line 1: 'text' is null; expected a text in quotes",
        "predict",
        weights,
        "--input",
        lines);
    Files.writeString(lines, "{\"text\": \"one\"");
    says(
        "error: "
            + lines
            + ", line 1: this is not JSON: Unexpected end-of-input: expected close marker for Object;"
            + " expected a JSON object for each row",
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
        "error: ../examples/data/iris.csv: there is no column 'text'; expected one of"
            + " 'sepal_length', 'sepal_width', 'petal_length', 'petal_width', 'species'",
        "predict",
        weights,
        "--input",
        "../examples/data/iris.csv");
    says(
        "error: a model that is given texts with classes; expected one that is given text; fix: use"
            + " jacobian predict MODEL --input FILE, or --text TEXT",
        "generate",
        weights,
        "--prompt",
        "x");
    says(
        "error: an ONNX model of texts with classes with an input of FLOAT32; expected ids"
            + " and lengths, which are INT64; fix: leave out --input-type",
        "export",
        weights,
        "--to",
        folder.resolve("other.onnx"),
        "--input-type",
        "float32");
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

  @Test
  void aTransformerEndsTheSameToo() throws Exception {
    Path config = CONFIG.resolveSibling("letters-transformer.yaml");
    Object[] small = {"--set", "model.dropout=0.2", "--set", "epochs=2"};
    Path whole = folder.resolve("whole");
    List<String> lines = train(config, whole, small).lines();
    assertTrue(
        lines.contains(
            "model       TransformerClassifier(2 blocks, 4 heads, 32 features), 20,548 parameters"),
        lines.toString());
    Path stopped = folder.resolve("stopped");
    train(config, stopped, join(small, "--set", "timeLimit=1ms"));
    train(config, stopped, join(small, "--resume", "--set", "workers=2"));
    Path weights = whole.resolve("model.safetensors");
    assertEquals(-1, Files.mismatch(weights, stopped.resolve("model.safetensors")));
    assertSameInOnnx(weights);
  }

  private static Object[] join(Object[] first, Object... more) {
    return Stream.of(first, more).flatMap(Arrays::stream).toArray();
  }

  @Test
  void aTableOfTextsGoesThroughEveryCommand() throws Exception {
    StringBuilder rows = new StringBuilder("id;text;kind\n");
    int id = 0;
    for (String line : Files.readAllLines(LETTERS)) {
      String[] parts = line.split("\"");
      rows.append(id++).append(";\"").append(parts[3].replaceFirst(" ", "\n"));
      rows.append("\";").append(parts[7]).append('\n');
    }
    Path table = Files.writeString(folder.resolve("letters.csv"), rows);
    Path config = folder.resolve("letters.yaml");
    Files.writeString(
        config,
        Files.readString(CONFIG)
            .replaceAll("  text: .*", "  csv: letters.csv\n  field: text\n  delimiter: ;"));
    Path out = folder.resolve("table");
    List<String> lines = CommandRun.done("train", config, "--out", out).lines();
    assertEquals(
        "data        letters.csv: 640 rows and 160 rows held out (stratified), texts of at most 40"
            + " words out of 100 -> kind (4 classes)",
        lines.get(0));
    assertTrue(Files.readString(out.resolve("report.html")).contains("complaint"));
    Path weights = folder.resolve("table.safetensors");
    Files.copy(out.resolve("model.safetensors"), weights);
    String scores = CommandRun.done("evaluate", weights, "--input", table).lines().get(0);
    assertTrue(scores.matches("800 rows  loss 0\\.\\d+  accuracy 0\\.9\\d+"), scores);
    assertEquals(scores, CommandRun.done("evaluate", weights, "--input", LETTERS).lines().get(0));
    List<String> all =
        CommandRun.done("predict", weights, "--input", table, "--keep", "id,kind").lines();
    assertEquals("id;kind;predicted_kind;probability", all.get(0));
    long right =
        all.stream().skip(1).map(row -> row.split(";")).filter(c -> c[1].equals(c[2])).count();
    assertTrue(right > 720 && all.get(800).startsWith("799;"), right + " of 800 are right");
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(Files.readAllBytes(table)));
      assertEquals(
          all,
          CommandRun.done(
                  "predict", weights, "--input", "-", "--format", "csv", "--keep", "id,kind")
              .lines());
    } finally {
      System.setIn(before);
    }
    assertSameInOnnx(weights);
    Path bad = folder.resolve("bad.csv");
    Files.writeString(bad, "text;x\ngood;1\n\"a\nb\";1\n;1\n");
    CommandRun run = CommandRun.of("predict", weights, "--input", bad);
    assertTrue(
        run.err().startsWith("error: " + bad + ", line 5, column 1 'text': the value is missing"),
        run.err());
    Files.writeString(table, rows.append("800;one more;order\n"));
    String refused = CommandRun.of("train", config, "--out", out, "--resume").err();
    assertTrue(refused.contains("data.csv: letters.csv has changed"), refused);
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
