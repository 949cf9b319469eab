package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.device.NvidiaDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program on class paths that lack ND4J, as an exclusion makes them, or natives. */
class SlimClassPathTest {
  private static final String ND4J = "[/\\\\]org[/\\\\](nd4j|deeplearning4j|datavec)[/\\\\]";
  private static final String ADAPTERS =
      "[/\\\\]((nd4j|cuda)[/\\\\]target[/\\\\]|jacobian-(nd4j|cuda)-)";

  @TempDir private Path folder;

  @BeforeEach
  void writeRun() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,kind\n");
    for (int i = 0; i < 60; i++) {
      rows.append(i % 7).append(',').append(i % 5).append(',').append(i % 3 == 0 ? "x" : "y");
      rows.append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), rows);
    Files.writeString(
        folder.resolve("run.yaml"),
        """
        data: {csv: rows.csv, target: kind}
        model: {type: mlp, hidden: [32]}
        loss: cross_entropy
        optimizer: {type: adam, learningRate: 0.01}
        epochs: 3
        batchSize: 20
        device: cpu
        """);
  }

  @Test
  void withoutNd4jAModelTrainsToTheSameBitsAndPredicts() throws Exception {
    ProgramRun whole = new ProgramRun(folder);
    ProgramRun slim = whole.without(ND4J);
    assertEquals(0, whole.end("train", "run.yaml", "--out", "whole"), whole.text("err"));
    assertEquals(0, slim.end("train", "run.yaml", "--out", "slim"), slim.text("err"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("whole/model.safetensors")),
        Files.readAllBytes(folder.resolve("slim/model.safetensors")));
    assertEquals(
        0,
        slim.end(
            "predict",
            "run.yaml",
            "--weights",
            "slim/model.safetensors",
            "--input",
            "rows.csv",
            "--output",
            "predicted.csv"),
        slim.text("err"));
    assertEquals(61, Files.readAllLines(folder.resolve("predicted.csv")).size());
    assertEquals("", slim.text("err"));
  }

  @Test
  void withoutNd4jTheDoctorSaysWhatIsMissingForAGpu() throws Exception {
    assumeTrue(NvidiaDriver.version().isEmpty(), "here is an NVIDIA driver");
    ProgramRun slim = new ProgramRun(folder).without(ND4J);
    assertEquals(0, slim.end("doctor"), slim.text("err"));
    assertTrue(
        slim.text("out").contains("cannot be used: there is no NVIDIA driver"), slim.text("out"));
    assertTrue(slim.text("out").contains("would choose cpu"), slim.text("out"));
  }

  @Test
  void withoutNd4jItsBackendIsAnError() throws Exception {
    ProgramRun slim = new ProgramRun(folder).without(ND4J);
    assertEquals(2, slim.end("train", "run.yaml", "--set", "backend=nd4j"));
    assertEquals(
        "error: device cpu cannot be used: ND4J's CPU backend is not on the class path; fix: add"
            + " org.nd4j:nd4j-native, and its jar for this platform, or choose cpu or auto (jacobian"
            + " doctor shows what was found)",
        slim.text("err").strip());
  }

  @Test
  void withoutTheAdaptersTooAModelTrainsAndTheDoctorNamesTheArtifact() throws Exception {
    ProgramRun slim = new ProgramRun(folder).without(ND4J).without(ADAPTERS);
    assertEquals(0, slim.end("train", "run.yaml", "--out", "slim"), slim.text("err"));
    assertEquals(0, slim.end("doctor"), slim.text("err"));
    assertTrue(
        slim.text("out")
            .contains(
                "cannot be used: no adapter for cuda is on the class path; fix: add"
                    + " dev.jacobian:jacobian-cuda"),
        slim.text("out"));
    assertEquals(2, slim.end("train", "run.yaml", "--set", "backend=nd4j"));
    assertTrue(slim.text("err").contains("expected one of host"), slim.text("err"));
  }

  @Test
  void aMissingNativeJarIsNamed() throws Exception {
    String platform = Loader.getPlatform();
    for (String artifact : new String[] {"javacpp", "openblas"}) {
      ProgramRun run = new ProgramRun(folder).without(artifact + "-[^/]*" + platform);
      assertEquals(2, run.end("train", "run.yaml"), run.text("err"));
      String error = run.text("err").strip();
      assertTrue(error.startsWith("error: the native library of "), error);
      assertTrue(
          error.endsWith(
              "; expected the jar org.bytedeco:"
                  + artifact
                  + " with the classifier "
                  + platform
                  + " on the class path, and a platform that there is one for; fix: add it; Maven"
                  + " takes it by itself, Gradle needs a line (README.md, Use it in your project)"),
          error);
    }
  }
}
