package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.NvidiaDriver;
import dev.jacobian.device.host.blas.Processor;
import dev.jacobian.device.host.blas.ProductLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program in a JVM of its own. */
class ProcessTest {
  @TempDir private Path folder;

  @Test
  void autoFallsBackToTheCpuWithoutAdviceAndTrains() throws Exception {
    assumeFalse(Device.cudaAvailable());
    Files.writeString(folder.resolve("rows.csv"), "x,y\n0,1\n1,3\n2,5\n3,7\n");
    Files.writeString(
        folder.resolve("run.yaml"),
        """
        data: {csv: rows.csv, target: y}
        model: linear
        optimizer: {type: sgd, learningRate: 0.1}
        epochs: 5
        device: auto
        """);
    assertEquals(0, start("train", "run.yaml"), text("err"));
    assertTrue(Files.exists(folder.resolve("runs/run/model.safetensors")));
    // Only a machine with an NVIDIA driver is told why its GPU is not used.
    assertEquals(
        NvidiaDriver.version().isPresent() ? 1 : 0, text("err").lines().count(), text("err"));
    assertTrue(text("out").contains("device      cpu"), text("out"));
    assertTrue(text("out").contains("trained 5 epochs in "), text("out"));
    assertFalse(
        text("out").contains("\r") || text("out").contains("\u001b"), "a file got a progress bar");
  }

  @Test
  void theExitCodeReachesTheShell() throws Exception {
    assertEquals(2, start("train", "none.yaml"));
    assertEquals(
        "error: none.yaml: there is no such file; expected a YAML file with a configuration",
        text("err").strip());
    assertEquals("", text("out"));
  }

  @Test
  void kernelsOlderThanTheProcessorAreSaidOnce() throws Exception {
    int bits = Processor.find().vectorBits();
    assumeTrue(bits > 128, "needs a processor with AVX, told by Linux");
    ProgramRun run = new ProgramRun(folder);
    assertEquals(0, run.end(run.start(Map.of("OPENBLAS_CORETYPE", "Nehalem"), "doctor")));
    String library = ProductLibrary.load().version().orElseThrow();
    assertEquals(
        "Products of matrices may be slower than they need be: OpenBLAS "
            + library
            + " with its kernels for Nehalem computes with vectors of 128 bits, this processor has "
            + bits
            + ". The variable OPENBLAS_CORETYPE=Nehalem chooses that; unset it.",
        text("err").strip());
    assertTrue(
        text("out").contains("products by OpenBLAS " + library + " with its kernels for Nehalem"),
        text("out"));
    assertTrue(
        text("out").matches("(?s).*Products +[0-9]+ GFLOP/s in float32 at 1024 x 1024 x 1024 .*"),
        text("out"));
  }

  private int start(String... arguments) throws IOException, InterruptedException {
    return new ProgramRun(folder).end(arguments);
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }
}
