package dev.jacobian.device.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.device.SingleKernels;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.device.host.HostBackendProvider;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting ND4J takes about a second, which programs without its arrays need not wait for. */
class HostStartTest {
  @TempDir Path directory;

  /** A program that computes on the CPU. */
  static final class Program {
    private Program() {}

    /** Exits with 0 if a sum is right. */
    public static void main(String[] args) {
      Backend backend = new HostBackendProvider().create(dev.jacobian.device.Device.cpu());
      Shape shape = Shape.of(4, 4);
      Operand x =
          new Operand(backend.memory().allocate(new TensorSpec(shape, DType.FLOAT32)), shape);
      Operand y =
          new Operand(backend.memory().allocate(new TensorSpec(shape, DType.FLOAT32)), shape);
      Shape one = Shape.of(1, 1);
      Operand sum = new Operand(backend.memory().allocate(new TensorSpec(one, DType.FLOAT32)), one);
      Expr input = new Expr.Input(0, DType.FLOAT32);
      SingleKernels.fill(backend, x, 2);
      backend.matmul(x, false, x, true, y);
      SingleKernels.elementwise(
          backend, new Expr.Binary(BinaryFunction.ADD, input, input), new Operand[] {y}, y);
      SingleKernels.reduce(backend, Reducer.SUM, y, new int[] {0, 1}, sum);
      float[] result = new float[1];
      backend.download(sum, result, 0);
      System.exit(result[0] == 512 ? 0 : 1);
    }
  }

  @Test
  void computingOnTheCpuDoesNotLoadNd4j() throws IOException, InterruptedException {
    Path log = directory.resolve("classes.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.txt").toFile())
            .start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the program does not end");
    String output = Files.readString(directory.resolve("output.txt"));
    assertEquals(0, process.exitValue(), output);
    List<String> classes = Files.readAllLines(log);
    assertTrue(classes.stream().anyMatch(line -> line.contains(HostBackend.class.getName())));
    assertFalse(
        classes.stream().anyMatch(line -> line.contains("org.nd4j.linalg.factory.Nd4j ")),
        "ND4J was loaded");
  }
}
