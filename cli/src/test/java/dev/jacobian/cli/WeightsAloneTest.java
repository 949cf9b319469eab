package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.cli.TrainedModels.Trained;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.io.SafeTensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder with nothing but {@code model.safetensors} is all that using a model takes. */
class WeightsAloneTest {
  @TempDir private Path folder;
  private TrainedModels models;

  @BeforeEach
  void models() {
    models = new TrainedModels(folder);
  }

  private List<Trained> all() throws IOException {
    return List.of(
        models.linear(), models.regression(), models.binary(), models.classes(), models.mixed());
  }

  /** Moves the weights into a folder of their own, and removes all else but the rows. */
  private Path alone(Trained model) throws IOException {
    Path alone = Files.createTempDirectory(folder, "alone");
    Files.move(model.weights(), alone.resolve("model.safetensors"));
    Path own = model.config().toAbsolutePath().getParent();
    Files.move(own.resolve("rows.csv"), alone.resolveSibling(alone.getFileName() + ".csv"));
    try (Stream<Path> rest = Files.walk(own)) {
      for (Path file : rest.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    return alone;
  }

  private static Path rows(Path alone) {
    return alone.resolveSibling(alone.getFileName() + ".csv");
  }

  @Test
  void eachModelPredictsAndEvaluatesAndExportsAsBefore() throws IOException {
    for (Trained model : all()) {
      Object[] old = {model.config(), "--weights", model.weights()};
      Path rows = model.config().resolveSibling("rows.csv");
      String predicted = run("predict", old, "--input", rows).out();
      String scored = run("evaluate", old).out();
      Path before = folder.resolve("before.onnx");
      run("export", old, "--to", before);

      Path alone = alone(model);
      for (Path place : List.of(alone, alone.resolve("model.safetensors"))) {
        Object[] weights = {place};
        CommandRun now = run("predict", weights, "--input", rows(alone));
        assertEquals(predicted, now.out());
        assertEquals("", now.err(), "no advice on standard error");
        assertEquals(scored, run("evaluate", weights, "--input", rows(alone)).out());
        Path after = folder.resolve("after.onnx");
        run("export", weights, "--to", after);
        assertEquals(-1, Files.mismatch(before, after));
        Path npz = folder.resolve("after.npz");
        run("export", weights, "--to", npz);
        assertTrue(Files.size(npz) > 0);
      }
      try (Stream<Path> files = Files.list(alone)) {
        assertEquals(List.of("model.safetensors"), files.map(f -> f.getFileName() + "").toList());
      }
    }
  }

  private static CommandRun run(String command, Object[] model, Object... options) {
    Object[] all = new Object[1 + model.length + options.length];
    all[0] = command;
    System.arraycopy(model, 0, all, 1, model.length);
    System.arraycopy(options, 0, all, 1 + model.length, options.length);
    return CommandRun.done(all);
  }

  /** Makes a file of what versions before 3 wrote. */
  private static void downgrade(Path file, String version) {
    SafeTensorsFile content = SafeTensors.load(file);
    Map<String, String> metadata = new HashMap<>(content.metadata());
    metadata.remove("config");
    metadata.remove("dtype");
    metadata.put("version", version);
    if (version.equals("1")) {
      metadata.remove("version");
      metadata.remove("settings");
    }
    SafeTensors.save(file, content.tensors(), metadata);
  }

  @Test
  void weightsOfVersionsBeforeNeedTheirConfigurationAndSaySo() throws IOException {
    for (String version : List.of("1", "2")) {
      Trained model = models.linear();
      Path rows = model.config().resolveSibling("rows.csv");
      Object[] old = {model.config(), "--weights", model.weights()};
      String expected = run("predict", old, "--input", rows).out();
      String scored = run("evaluate", old).out();
      downgrade(model.weights(), version);
      assertEquals(expected, run("predict", old, "--input", rows).out());
      assertEquals(scored, run("evaluate", old).out());
      for (String command : List.of("predict", "evaluate")) {
        CommandRun refused = CommandRun.of(command, model.weights(), "--input", rows);
        assertEquals(1, refused.exitCode());
        assertEquals(
            "error: the weights are of a version before 3, which tells neither which model they are"
                + " of nor how rows are written; expected the configuration of the training beside"
                + " them; fix: name it in front: jacobian predict CONFIG --weights FILE, or train"
                + " again",
            refused.err().strip());
      }
    }
  }

  @Test
  void argumentsThatDoNotFitAreNamed() throws IOException {
    Trained model = models.linear();
    Path rows = model.config().resolveSibling("rows.csv");
    assertRefused(
        model.config()
            + " is a configuration; expected the weights or the folder of a run, or --weights FILE"
            + " beside it",
        "predict",
        model.config(),
        "--input",
        rows);
    assertRefused(
        "--set changes a configuration, and there is none; expected CONFIG --weights FILE",
        "evaluate",
        model.weights(),
        "--set",
        "data.csv=x.csv");
    assertRefused(
        "nothing says where the rows are; expected --input FILE", "evaluate", model.weights());
    CommandRun empty =
        CommandRun.of("predict", Files.createDirectory(folder.resolve("empty")), "--input", rows);
    assertEquals(1, empty.exitCode());
    assertTrue(empty.err().contains("has no model.safetensors; expected the folder of a run"));
  }

  private static void assertRefused(String message, Object... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(2, run.exitCode(), run.err());
    assertEquals("error: " + message, run.err().lines().findFirst().orElseThrow());
  }
}
