package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.io.SafeTensors;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code dtype: float64} holds for a whole run, and what float32 would lose is said. */
class WholeRunDtypeTest {
  @TempDir private Path folder;
  private Path config = Path.of("");

  @BeforeEach
  void write() throws IOException {
    StringBuilder rows = new StringBuilder("ts,a,y\n");
    for (int i = 0; i < 64; i++) {
      rows.append(1_700_000_000L + i).append(',').append(i % 7).append(',').append(0.5 * i);
      rows.append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), rows);
    config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        """
        data: {csv: rows.csv, target: y, standardize: all}
        model: {type: mlp, hidden: [4], dropout: 0.1}
        loss: mse
        optimizer: {type: adam, learningRate: 0.01}
        epochs: 6
        batchSize: 16
        dtype: float64
        device: cpu
        """);
  }

  private CommandRun run(String command, List<Object> more, String... settings) {
    List<Object> arguments = new ArrayList<>(List.of(command, config));
    arguments.addAll(more);
    for (String setting : settings) {
      arguments.add("--set");
      arguments.add(setting);
    }
    return CommandRun.done(arguments.toArray());
  }

  private static Map<String, Tensor> tensors(Path run) {
    return SafeTensors.load(run.resolve("model.safetensors")).tensors();
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "adamw", "sgd"})
  void aRunThatIsResumedHasTheBitsOfOneThatRanThrough(String optimizer) {
    String type = "optimizer.type=" + optimizer;
    Path whole = folder.resolve("whole");
    Path resumed = folder.resolve("resumed");
    run("train", List.of("--out", whole), type);
    run("train", List.of("--out", resumed), type, "epochs=3");
    run("train", List.of("--out", resumed, "--resume"), type);
    Map<String, Tensor> expected = tensors(whole);
    Map<String, Tensor> actual = tensors(resumed);
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (name, tensor) -> {
          assertEquals(DType.FLOAT64, tensor.dtype(), name);
          assertArrayEquals(tensor.toDoubleArray(), actual.get(name).toDoubleArray(), name);
        });
  }

  @Test
  void predictionsHaveFloat64sDigits() throws IOException {
    Path out = folder.resolve("out");
    String[] linear = {
      "model=linear",
      "optimizer={type: sgd, learningRate: 0.3}",
      "epochs=80",
      "batchSize=64",
      "data.features=[ts]"
    };
    run("train", List.of("--out", out), linear);
    Path input = folder.resolve("in.csv");
    Files.writeString(input, "ts\n1700000001\n1700000063\n1800000000\n");
    Path weights = out.resolve("model.safetensors");
    List<String> lines =
        run("predict", List.of("--weights", weights, "--input", input), linear).lines();
    assertEquals(0.5, Double.parseDouble(lines.get(1)), 1e-9);
    assertEquals(31.5, Double.parseDouble(lines.get(2)), 1e-9);
    assertEquals(5e7, Double.parseDouble(lines.get(3)), 1e-3);
  }

  private CommandRun tried(String... settings) {
    return run("train", List.of("--fast-dev-run"), settings);
  }

  @Test
  void columnsThatFloat32DoesNotTellApartAreSaid() {
    String slow = "optimizer.learningRate=1e-20";
    String note =
        tried("dtype=float32", "data.standardize=none", slow).lines().stream()
            .filter(line -> line.startsWith("note "))
            .findFirst()
            .orElse("");
    assertTrue(
        note.endsWith(
            "the feature 'ts' spans 63.0 around 1.7E9, where float32 has steps of 128.0; set"
                + " data.standardize or dtype: float64"),
        note);
    for (CommandRun run :
        List.of(
            tried("dtype=float32", "data.standardize=all"),
            tried("dtype=float32", "data.standardize=features"),
            tried("dtype=float32", "data.standardize=none", "data.features=[a]"),
            tried("data.standardize=none", slow))) {
      assertFalse(run.out().contains("steps of"), run.out());
    }
  }
}
