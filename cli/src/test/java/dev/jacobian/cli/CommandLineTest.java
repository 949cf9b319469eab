package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.jacobian.compile.CompileSettings;
import dev.jacobian.device.Device;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.shape.DType;
import dev.jacobian.trainers.progress.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands from end to end in this JVM. */
class CommandLineTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path config = Path.of("");

  @BeforeEach
  void writeLine() throws IOException {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int i = 0; i < 40; i++) {
      rows.append(i).append(',').append(100 + 3 * i + (i % 2 == 0 ? 1 : -1)).append('\n');
    }
    Files.writeString(folder.resolve("line.csv"), rows);
    config =
        write(
            "line.yaml",
            """
            data:
              csv: line.csv
              target: y
              standardize: all
            model: linear
            optimizer:
              type: sgd
              learningRate: 0.5
            epochs: 30
            batchSize: 40
            seed: 1
            device: cpu
            """);
  }

  @Test
  void trainShowsProgressScoresAndCoefficientsAndWritesWeights() throws IOException {
    Path target = folder.resolve("out");
    assertEquals(0, run("train", config.toString(), "--out", target.toString()), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals("data        line.csv: 40 rows, 1 feature -> y", lines.get(0));
    assertEquals("model       Linear(1, 1), 2 parameters", lines.get(1));
    assertEquals(
        "training    mse loss, sgd at learning rate 0.5, 30 epochs of batches of 40, seed 1",
        lines.get(2));
    assertEquals("device      cpu", lines.get(3));
    assertTrue(lines.get(5).startsWith("epoch  1/30  loss "), lines.get(5));
    assertTrue(out.toString().contains("trained 30 epochs in "));
    String steps =
        CompileSettings.isOn()
            ? "compiled"
            : "eager: the system property " + CompileSettings.PROPERTY + " is off";
    assertTrue(lines.contains("steps       " + steps), out.toString());
    assertCoefficient("intercept");
    assertCoefficient("x");
    assertEquals("weights     " + target.resolve("model.safetensors"), lines.get(lines.size() - 2));
    assertEquals("report      " + target.resolve("report.html"), lines.get(lines.size() - 1));
    assertTrue(Files.size(target.resolve("model.safetensors")) > 100);
    assertEquals("", err.toString());
  }

  /** A row of the table holds what training learned and what least squares gives; they agree. */
  private void assertCoefficient(String name) {
    String row =
        out.toString()
            .lines()
            .filter(line -> line.startsWith(name + " "))
            .findFirst()
            .orElseThrow();
    String[] cells = row.strip().split("\\s{2,}");
    double exact = Double.parseDouble(cells[5]);
    assertEquals(exact, Double.parseDouble(cells[1]), 1e-4 * Math.abs(exact), row);
  }

  @Test
  void evaluateAndPredictUseTheWeightsOnRawRows() throws IOException {
    assertEquals(0, run("train", config.toString(), "--out", folder.toString()), err.toString());
    String weights = folder.resolve("model.safetensors").toString();
    assertEquals(0, run("evaluate", config.toString(), "--weights", weights), err.toString());
    assertTrue(out.toString().startsWith("40 rows  loss "), out.toString());
    Path input = write("new.csv", "note,x\na,0\nb,100\n");
    assertEquals(
        0,
        run("predict", config.toString(), "--weights", weights, "--input", input.toString()),
        err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals("y", lines.get(0));
    assertEquals(100, Double.parseDouble(lines.get(1)), 0.5);
    assertEquals(400, Double.parseDouble(lines.get(2)), 1);
    Path output = folder.resolve("predictions.csv");
    String[] withOutput = {
      "predict",
      config.toString(),
      "--weights",
      weights,
      "--input",
      input.toString(),
      "--output",
      output.toString()
    };
    assertEquals(0, run(withOutput), err.toString());
    assertEquals("2 predictions written to " + output, out.toString().strip());
    assertEquals(lines, Files.readAllLines(output));
  }

  @Test
  void theReportSaysWhyStepsWereEager() {
    assertEquals(
        0,
        run("train", config.toString(), "--out", folder.toString(), "--set", "compile=off"),
        err.toString());
    assertTrue(
        out.toString().lines().toList().contains("steps       eager: compile is off"),
        out.toString());
  }

  @Test
  void shardsOnThreadsGiveTheWeightsOfOneDevice() {
    Path single = folder.resolve("single");
    Path threads = folder.resolve("threads");
    String workers = "strategy={type: threads, workers: 3}";
    String steps = steps(single, "shards=4");
    assertEquals(
        steps + "; gradients by threads, 3 workers, 4 shards",
        steps(threads, "shards=4", workers, "epochs=15"));
    // Without the setting: the rest of the run is on one device.
    String out = threads.toString();
    assertEquals(
        0,
        run("train", config.toString(), "--out", out, "--resume", "--set", "shards=4"),
        err.toString());
    assertEquals(weights(single), weights(threads));
  }

  /** Trains and returns how. */
  private String steps(Path target, String... settings) {
    List<String> command = new ArrayList<>(List.of("train", config.toString(), "--out"));
    command.add(target.toString());
    Stream.of(settings).forEach(setting -> command.addAll(List.of("--set", setting)));
    assertEquals(0, run(command.toArray(String[]::new)), err.toString());
    return out.toString()
        .lines()
        .filter(line -> line.startsWith("steps "))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> weights(Path target) {
    return SafeTensors.load(target.resolve("model.safetensors")).tensors().entrySet().stream()
        .map(
            each ->
                each.getKey() + Arrays.toString(each.getValue().to(DType.FLOAT64).toDoubleArray()))
        .toList();
  }

  @Test
  void classesKeepTheirNames() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,kind\n");
    for (int i = 0; i < 60; i++) {
      rows.append(i % 3)
          .append(',')
          .append(i % 7 * 0.1)
          .append(',')
          .append(List.of("fig", "yew", "\"oak, red\"").get(i % 3))
          .append('\n');
    }
    write("trees.csv", rows.toString());
    Path trees =
        write(
            "trees.yaml",
            """
            data: {csv: trees.csv, target: kind, standardize: features, validation: 0.2}
            model: {type: mlp, hidden: 8}
            loss: cross_entropy
            optimizer: {type: adam, learningRate: 0.05}
            epochs: 40
            device: cpu
            """);
    assertEquals(0, run("train", trees.toString(), "--out", folder.toString()), err.toString());
    assertTrue(
        out.toString().contains("48 rows and 12 rows held out, 2 features -> kind (3 classes)"),
        out.toString());
    assertTrue(
        out.toString().lines().anyMatch(line -> line.startsWith("validation  loss ")),
        out.toString());
    Path input = write("new.csv", "a,b\n0,0.3\n1,0.3\n2,0.3\n");
    String weights = folder.resolve("model.safetensors").toString();
    assertEquals(
        0,
        run("predict", trees.toString(), "--weights", weights, "--input", input.toString()),
        err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals("kind,probability", lines.get(0));
    assertTrue(lines.get(1).startsWith("fig,0."), lines.get(1));
    assertTrue(lines.get(2).startsWith("yew,0."), lines.get(2));
    assertTrue(lines.get(3).startsWith("\"oak, red\",0."), lines.get(3));
  }

  @Test
  void twoClassesTrainALogisticModel() throws IOException {
    StringBuilder rows = new StringBuilder("x,passed\n");
    for (int i = 0; i < 40; i++) {
      rows.append(i * 0.1).append(',').append(i < 20 ? "no" : "yes").append('\n');
    }
    write("exam.csv", rows.toString());
    Path exam =
        write(
            "exam.yaml",
            """
            data: {csv: exam.csv, target: passed, standardize: features}
            model: logistic
            optimizer: {type: sgd, learningRate: 1}
            epochs: 60
            device: cpu
            """);
    assertEquals(0, run("train", exam.toString(), "--out", folder.toString()), err.toString());
    Path input = write("new.csv", "x\n0\n3.9\n");
    String weights = folder.resolve("model.safetensors").toString();
    assertEquals(
        0,
        run("predict", exam.toString(), "--weights", weights, "--input", input.toString()),
        err.toString());
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.get(1).startsWith("no,0.9"), lines.get(1));
    assertTrue(lines.get(2).startsWith("yes,0.9"), lines.get(2));
  }

  @Test
  void theSameSeedWritesTheSameBytesWhateverTheWorkers() throws IOException {
    Path a = folder.resolve("a");
    Path b = folder.resolve("b");
    assertEquals(0, run("train", config.toString(), "--set", "batchSize=7", "--out", a.toString()));
    assertEquals(
        0,
        run(
            "train",
            config.toString(),
            "--set",
            "batchSize=7",
            "--set",
            "workers=2",
            "--out",
            b.toString()));
    assertEquals(
        -1, Files.mismatch(a.resolve("model.safetensors"), b.resolve("model.safetensors")));
  }

  @Test
  void aMistakeInTheConfigurationIsOneLineAndExitsWith2() throws IOException {
    Path bad = write("bad.yaml", "epoch: 3\n");
    assertEquals(2, run("train", bad.toString()));
    assertEquals(1, err.toString().lines().count());
    assertTrue(
        err.toString()
            .startsWith("error: " + bad + ":1:1: epoch: unknown key; expected one of data, "),
        err.toString());
    assertEquals(2, run("train", config.toString(), "--set", "epochs=none"));
    assertEquals(
        "error: --set epochs=none: epochs: the value is 'none'; expected a whole number of at least 1",
        err.toString().strip());
  }

  @Test
  void aColumnThatTheFileDoesNotHaveIsAMistakeInTheConfiguration() {
    assertEquals(2, run("train", config.toString(), "--set", "data.target=z"));
    assertEquals(
        "error: --set data.target=z: data.target: "
            + folder.resolve("line.csv")
            + " has no column 'z'; expected one of 'x', 'y'",
        err.toString().strip());
  }

  @Test
  void wrongArgumentsExitWith2AndPointToTheHelp() {
    assertEquals(2, run("train"));
    assertEquals(
        List.of("error: Missing required parameter: 'CONFIG'", "Try 'jacobian train --help'."),
        err.toString().lines().toList());
    assertEquals(2, run());
    assertEquals(
        List.of(
            "error: no command was given; expected train, find-lr, cross-validate, evaluate, predict, generate, export, serve, report, compare, doctor",
            "Try 'jacobian --help'."),
        err.toString().lines().toList());
    assertEquals(2, run("trian"));
    assertTrue(
        err.toString().startsWith("error: Unmatched argument at index 0: 'trian'"), err.toString());
  }

  @Test
  void aRunThatFailsExitsWith1() throws IOException {
    write("line.csv", "x,y\n1,2\n3,oops\n");
    assertEquals(1, run("train", config.toString(), "--out", folder.toString()));
    assertTrue(err.toString().startsWith("error: "), err.toString());
    assertTrue(err.toString().contains("line.csv, line 3, column 2 'y'"), err.toString());
    assertEquals(1, err.toString().lines().count());
    assertEquals(
        1, run("evaluate", config.toString(), "--weights", folder.resolve("none").toString()));
    assertTrue(err.toString().contains("does not exist"), err.toString());
  }

  @Test
  void whatGoesWrongInAWorkerIsTheErrorOfTheRun() throws IOException {
    StringBuilder rows = new StringBuilder("x,kind\n");
    for (int i = 0; i < 100; i++) {
      rows.append(i).append(i % 2 == 0 ? ",fig\n" : ",yew\n");
    }
    write("trees.csv", rows.toString());
    Path trees =
        write(
            "trees.yaml",
            """
            data: {csv: trees.csv, target: kind, cache: true}
            model: softmax
            optimizer: {type: sgd, learningRate: 0.001}
            epochs: 2
            batchSize: 8
            device: cpu
            """);
    assertEquals(0, run("train", trees.toString(), "--out", folder.toString()), err.toString());
    Path cache;
    try (Stream<Path> files = Files.list(folder)) {
      cache = files.filter(file -> file.toString().endsWith(".rows")).findFirst().orElseThrow();
    }
    byte[] damaged = Files.readAllBytes(cache);
    int labelOfRow42 = 64 + 42 * 16 + 8;
    ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putDouble(labelOfRow42, 77);
    Files.write(cache, damaged);
    for (String workers : List.of("0", "1", "3")) {
      assertEquals(1, run("train", trees.toString(), "--set", "workers=" + workers));
      assertEquals(
          "error: "
              + cache
              + ": row 42 of the row cache has the category 77.0; expected a whole number from 0 to 1;"
              + " fix: the cache is damaged: delete it, so that it is made again",
          err.toString().strip());
    }
  }

  @Test
  void aDivergingRunSaysWhereAndLeavesNoWeights() {
    String[] diverging = {
      "train", config.toString(), "--set", "optimizer.learningRate=1e30", "--out", folder.toString()
    };
    assertEquals(1, run(diverging));
    assertTrue(err.toString().startsWith("error: training: the loss became "), err.toString());
    assertTrue(err.toString().contains(" at epoch "), err.toString());
    assertTrue(err.toString().contains("(in layer MSELoss)"), err.toString());
    assertFalse(Files.exists(folder.resolve("model.safetensors")));
  }

  @Test
  void theStackTraceIsShownOnRequestOnly() throws IOException {
    Path bad = write("bad.yaml", "epoch: 3\n");
    run("train", bad.toString());
    assertFalse(err.toString().contains("\tat "));
    assertEquals(2, run("train", bad.toString(), "--stacktrace"));
    assertTrue(err.toString().contains("\tat dev.jacobian.trainers.config."), err.toString());
  }

  @Test
  void weightsOfAnotherModelAreRefused() throws IOException {
    assertEquals(0, run("train", config.toString(), "--out", folder.toString()));
    String weights = folder.resolve("model.safetensors").toString();
    Path input = write("new.csv", "x\n1\n");
    String[] other = {
      "predict",
      config.toString(),
      "--weights",
      weights,
      "--input",
      input.toString(),
      "--set",
      "model={type: mlp, hidden: [3]}",
      "--set",
      "loss=mse"
    };
    assertEquals(1, run(other));
    assertTrue(err.toString().contains("layers.0.weight"), err.toString());
    assertEquals(
        1,
        run(
            "evaluate",
            config.toString(),
            "--weights",
            weights,
            "--set",
            "model=softmax",
            "--set",
            "data.standardize=none"));
    assertEquals(
        "error: the weights are of a model for regression, the configuration's is for classes; expected the"
            + " configuration that the weights were trained with",
        err.toString().strip());
  }

  @Test
  void aGpuThatIsNotThereIsAnErrorThatSaysWhatIsMissing() {
    assumeFalse(Device.cudaAvailable());
    assertEquals(2, run("train", config.toString(), "--device", "cuda"));
    assertTrue(err.toString().startsWith("error: device cuda:0 cannot be used: "), err.toString());
    assertTrue(err.toString().contains("jacobian doctor shows what was found"), err.toString());
    assertEquals(2, run("train", config.toString(), "--set", "device=cuda:3"));
    assertTrue(err.toString().startsWith("error: device cuda:3 cannot be used: "), err.toString());
    assertEquals(2, run("train", config.toString(), "--device", "tpu"));
    assertEquals(
        "error: unknown device 'tpu'; expected cpu, cuda, cuda:N or auto", err.toString().strip());
  }

  @Test
  void theArgumentIsStrongerThanTheConfiguration() {
    String[] arguments = {
      "train",
      config.toString(),
      "--set",
      "device=cuda:3",
      "--device",
      "cpu",
      "--out",
      folder.toString()
    };
    assertEquals(0, run(arguments), err.toString());
    assertTrue(out.toString().contains("device      cpu"), out.toString());
  }

  @Test
  void doctorShowsEveryFinding() {
    assertEquals(0, run("doctor"));
    for (String subject :
        List.of(
            "Jacobian",
            "Java",
            "OS",
            "Natives",
            "CPU",
            "Kernels",
            "CUDA driver",
            "CUDA in ND4J",
            "GPUs",
            "cuda",
            "auto")) {
      assertTrue(
          out.toString().lines().anyMatch(line -> line.startsWith(subject + " ")),
          subject + " in " + out);
    }
    assertTrue(out.toString().contains("would choose "));
  }

  @Test
  void helpAndVersionExitWith0() {
    assertEquals(0, run("--help"));
    assertTrue(out.toString().contains("Exit codes: 0 done, 1 the run failed"), out.toString());
    assertEquals(0, run("train", "--help"));
    assertTrue(out.toString().contains("--set=KEY=VALUE"), out.toString());
    assertEquals(0, run("--version"));
    assertTrue(out.toString().startsWith("jacobian "), out.toString());
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    int code =
        Main.commandLine(new PrintWriter(out), new PrintWriter(err), Terminal.plain())
            .execute(arguments);
    JavaWords.assertNone(err.toString());
    return code;
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    return file;
  }
}
