package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.io.SafeTensors;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wrong settings, data and files are told in the words of who uses the command line. Every command
 * that other tests run is held to that too, by {@link CommandRun}.
 */
class ErrorWordsTest {
  private static final String CONFIG =
      """
      data: {csv: rows.csv, target: y, validation: 0.25}
      model: {type: mlp, hidden: [4]}
      loss: mse
      optimizer: {type: sgd, learningRate: 0.01}
      epochs: 2
      device: cpu
      """;

  @TempDir private Path folder;
  private Path config = Path.of("");

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(
        folder.resolve("rows.csv"),
        "x,y,day,kind\n1,2,2024-01-01,a\n2,3,2024-01-02,b\n3,4,2024-01-03,a\n4,6,2024-01-04,b\n");
    config = Files.writeString(folder.resolve("run.yaml"), CONFIG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data.csv=none.csv",
        "data.csv=run.yaml",
        "data.target=z",
        "data.target=day",
        "data.target=kind",
        "data.features=[x, z]",
        "data.features=[]",
        "data.columns.day=number",
        "data.columns.x=date",
        "data.columns.z=number",
        "data.columns.kind=nothing",
        "data.dtype=int32",
        "data.dtype=float32",
        "dtype=float16",
        "data.standardize=rows",
        "data.validation=1.5",
        "data.validation=0.99",
        "data.split=stratified",
        "data.split=group",
        "data.group=z",
        "data.delimiter=xyz",
        "data.delimiter=y",
        "data.encoding=utf-99",
        "data.missing=nothing",
        "data.divideBy=0",
        "model.type=tree",
        "model.hidden=[0]",
        "model.hidden=[4, x]",
        "model.activation=nothing",
        "loss=cross_entropy",
        "loss=nothing",
        "optimizer.learningRate=0",
        "optimizer.learningRate=1e30",
        "optimizer.type=none",
        "optimizer.momentum=2",
        "clipNorm=0",
        "clipValue=-1",
        "batchSize=0",
        "shards=0",
        "shards=9",
        "strategy=threads",
        "strategy={type: single, workers: 2}",
        "workers=-1",
        "prefetch=0",
        "epochs=0",
        "device=gpu",
        "device=cuda:99",
        "backend=none",
        "metrics=[accuracy]",
        "monitor=validation_auc",
        "schedule.type=none",
        "earlyStopping.patience=0",
        "compile=maybe",
        "nothing=1"
      })
  void aWrongSettingIsToldInTheWordsOfTheFile(String setting) {
    for (String command : List.of("train", "find-lr")) {
      CommandRun run =
          CommandRun.of(command, config, "--set", setting, "--set", "overfitBatches=0");
      if (run.exitCode() != 0) {
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith("error: "), run.err());
      }
      assertEquals(List.of(), JavaWords.in(run.out()), run.out());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x,y\n",
        "x,y\n1,2\n1\n",
        "x,y\n1,2\n1,2,3\n",
        "x,y\n1,two\n",
        "x,y\n1,\n2,3\n",
        "x,y\n1,inf\n2,3\n",
        "x,y\n1e999,1\n2,3\n",
        "\"x,y\n1,2\n",
        "x;y\n1;2\n",
        "x\ty\n1\t2\n",
        "a,b\n1,2\n",
        "PK\u0003\u0004rest",
        "{\"x\": 1}\n",
        "\u0000\u0001\u0002"
      })
  void brokenRowsAreToldInTheSameWords(String rows) throws IOException {
    Files.write(folder.resolve("rows.csv"), rows.getBytes(StandardCharsets.UTF_8));
    CommandRun run = CommandRun.of("train", config, "--set", "data.features=[x]");
    assertNotEquals(0, run.exitCode(), run.out());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void brokenWeightsAreToldInTheSameWords() throws IOException {
    Path weights = folder.resolve("model.safetensors");
    for (String text : List.of("", "no weights", "12345678{}", "\u0002\0\0\0\0\0\0\0{}")) {
      Files.write(weights, text.getBytes(StandardCharsets.UTF_8));
      assertAllRefuse(weights);
    }
    SafeTensors.save(weights, Map.of("weight", Tensor.ones(2, 2)));
    assertAllRefuse(weights);
    Files.delete(weights);
    assertAllRefuse(weights);
  }

  private void assertAllRefuse(Path weights) {
    Path rows = folder.resolve("rows.csv");
    for (CommandRun run :
        List.of(
            CommandRun.of("predict", weights, "--input", rows),
            CommandRun.of("evaluate", weights, "--input", rows),
            CommandRun.of("export", weights, "--to", folder.resolve("m.onnx")),
            CommandRun.of("evaluate", config, "--weights", weights))) {
      assertNotEquals(0, run.exitCode(), run.out());
      assertEquals(1, run.err().lines().count(), run.err());
    }
  }

  @Test
  void aDatasWordsForCodeAreFoundByTheTestItself() {
    assertEquals(
        List.of("withDtype"),
        JavaWords.in("leave it out, or withDtype(DType.FLOAT64)").subList(0, 1));
    assertEquals(List.of("x.to("), JavaWords.in("cast it, x.to(1)"));
    assertEquals(List.of("Options"), JavaWords.in("the Options say so"));
    assertEquals(List.of(), JavaWords.in("set data.dtype: float64 in run.yaml, with labels"));
    assertEquals(List.of(), JavaWords.in("one-hot rows become numbers with numpy: y.argmax(1)"));
  }
}
