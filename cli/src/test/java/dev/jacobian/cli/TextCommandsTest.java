package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Every command with text: the example's sums, from the configuration to a continuation. */
class TextCommandsTest {
  private static final Path CONFIG = Path.of("../examples/configs/sums.yaml");
  private static final Path TEXT = Path.of("../examples/data/sums.txt");
  private static final Object[] SMALL = {
    "--set", "epochs=2", "--set", "model.nEmbd=16", "--set", "data.blockLength=20"
  };

  @TempDir private Path folder;

  private static Object[] join(Object[] first, Object... more) {
    return Stream.of(first, more).flatMap(Arrays::stream).toArray();
  }

  private CommandRun train(Path out, Object... more) {
    return CommandRun.done(join(join(new Object[] {"train", CONFIG, "--out", out}, SMALL), more));
  }

  @Test
  void aRunIsTrainedJudgedAndContinuesTextAndOthersSayHow() throws IOException, OrtException {
    Path out = folder.resolve("run");
    assertEquals(
        "data        sums.txt: 899 rows and 99 rows held out (at the end), blocks of 20 characters ->"
            + " next (13 classes)",
        train(out).lines().get(0));
    Path weights = folder.resolve("alone.safetensors");
    Files.copy(out.resolve("model.safetensors"), weights);

    String scores = CommandRun.done("evaluate", weights, "--input", TEXT).lines().get(0);
    assertTrue(scores.matches("999 rows  loss [12]\\.\\d+  accuracy 0\\.[345]\\d*"), scores);
    String text =
        CommandRun.done("generate", weights, "--prompt", "27+8", "--tokens", 9, "--seed", 5).out();
    assertTrue(text.startsWith("27+8"), text);
    assertEquals(13, text.strip().replace("\r", "").length());
    String again =
        CommandRun.done("generate", weights, "--prompt", "27+8", "--tokens", 9, "--seed", 5).out();
    assertEquals(text, again);
    CommandRun.done("export", weights, "--to", folder.resolve("own.npz"));

    assertSameInOnnx(weights);
    says(
        "error: an ONNX model of text with an input of FLOAT32; expected ids, which are INT64; fix:"
            + " leave out --input-type",
        "export",
        weights,
        "--to",
        folder.resolve("other.onnx"),
        "--input-type",
        "float32");
    says(
        "error: rows of a table in '../examples/data/iris.csv'; expected text, which the model is"
            + " given; fix: use jacobian generate MODEL --prompt TEXT",
        "predict",
        weights,
        "--input",
        "../examples/data/iris.csv");
    says(
        "error: generate: a prompt of 3 tokens and 100 new ones are longer than the table of"
            + " positions; expected at most 21 together; fix: cut the prompt, or ask for fewer",
        "generate",
        weights,
        "--prompt",
        "27+");
    says(
        "error: generate: a prompt is empty; expected at least one token; fix: begin with the token"
            + " that ends a text, if the model has one",
        "generate",
        weights,
        "--prompt",
        "");
    says(
        "error: the character 'x' (U+0078) at position 0 of 'x'; expected one of the 13 that the"
            + " tokenizer was made of; fix: train with data.tokenizer: bytes",
        "generate",
        weights,
        "--prompt",
        "x");
    String usage = CommandRun.of("generate", weights, "--prompt", "2", "--top-p", 2).err();
    assertTrue(usage.contains("top p 2.0; expected a number in (0, 1]"), usage);
    says(
        "error: cross-validation of a text; expected rows or images, of which any part can be held"
            + " out; fix: hold out its end with data.validation",
        "cross-validate",
        CONFIG,
        "--folds",
        2);
  }

  private static void says(String message, Object... command) {
    assertEquals(message, CommandRun.of(command).err().strip());
  }

  /** ONNX Runtime continues a prompt, token by token, as the model does. */
  private void assertSameInOnnx(Path weights) throws OrtException {
    Path onnx = folder.resolve("own.onnx");
    assertEquals(
        "model written to " + onnx + ", for the ids of up to 20 tokens",
        CommandRun.done("export", weights, "--to", onnx).lines().get(0));
    String expected =
        CommandRun.done("generate", weights, "--prompt", "27+8", "--tokens", 9, "--temperature", 0)
            .out();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    StringBuilder text = new StringBuilder("27+8");
    try (OrtSession session = environment.createSession(onnx.toString())) {
      Map<String, String> said = session.getMetadata().getCustomMetadata();
      assertEquals("characters", said.get("tokenizer"));
      List<String> tokens =
          List.of(JsonMapper.shared().readValue(said.get("classes"), String[].class));
      while (text.length() < 13) {
        long[][] ids = {
          text.chars().mapToLong(c -> tokens.indexOf(Character.toString(c))).toArray()
        };
        try (OnnxTensor input = OnnxTensor.createTensor(environment, ids);
            OrtSession.Result result = session.run(Map.of("ids", input))) {
          float[][][] logits = (float[][][]) result.get("logits").orElseThrow().getValue();
          float[] last = logits[0][ids[0].length - 1];
          int best = 0;
          for (int i = 1; i < tokens.size(); i++) {
            best = last[i] > last[best] ? i : best;
          }
          text.append(tokens.get(best));
        }
      }
    }
    assertEquals(expected.replace("\r", ""), text.toString().strip() + "\n");
  }

  @Test
  void aRunThatWasStoppedEndsAsOneThatWasNot() throws IOException {
    Object[] dropout = {"--set", "model.residPdrop=0.1"};
    Path whole = folder.resolve("whole");
    train(whole, dropout);
    Path stopped = folder.resolve("stopped");
    train(stopped, join(dropout, "--set", "timeLimit=1ms"));
    assertTrue(train(stopped, join(dropout, "--resume")).out().contains("resumed"));
    assertEquals(
        -1,
        Files.mismatch(whole.resolve("model.safetensors"), stopped.resolve("model.safetensors")));
  }

  @Test
  void tablesAreNoText() {
    Path out = folder.resolve("table");
    CommandRun.done("train", "../examples/configs/norris.yaml", "--out", out, "--set", "epochs=1");
    says(
        "error: a model that is given rows of a table; expected one that is given text; fix: use"
            + " jacobian predict MODEL --input TABLE",
        "generate",
        out,
        "--prompt",
        "x");
  }
}
