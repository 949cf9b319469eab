package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.kernel.java.BrokenCompilers;
import dev.jacobian.kernel.java.KernelCompiler;
import dev.jacobian.logs.LogRecord;
import dev.jacobian.logs.Logs;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Kernels whose source does not compile. */
@NeedsCompiler
class KernelFailureTest {
  private static List<Tensor> function(Tensor... t) {
    Tensor gated = t[0].sigmoid().mul(t[1]).add(t[0]);
    return List.of(gated, gated.sum(true, 0), gated.matmul(t[1].t()).relu());
  }

  @Test
  void theStepStillRunsAndTheSourceIsLoggedOnce() {
    Assumptions.assumeTrue(
        Device.cpu().backend().description().startsWith("Java"),
        "this adapter compiles no kernels");
    Compiled compiled =
        new Compiled(KernelFailureTest::function, false, false, BrokenCompilers.compilesNothing());
    Compiled whole = new Compiled(KernelFailureTest::function, false, false, new KernelCompiler());
    try (Logs logs = Logs.collect()) {
      for (int run = 0; run < 3; run++) {
        Tensor x = Tensor.randn(new Generator(run), 5, 4);
        Tensor y = Tensor.randn(new Generator(10 + run), 5, 4);
        Agreement.assertClose(function(x, y), compiled.runAll(x, y), "broken");
        Agreement.assertClose(function(x, y), whole.runAll(x, y), "whole");
        assertTrue(compiled.isCompiled(x, y));
      }
      List<LogRecord> lines = logs.of(KernelCompiler.class);
      // One for each of the two kernels.
      assertEquals(2, lines.size(), lines.toString());
      for (LogRecord line : lines) {
        assertEquals(Level.WARN, line.level());
        assertTrue(
            line.text().startsWith("the source of a fused kernel does not compile: "), line.text());
        assertTrue(line.text().contains("\n   1  "), line.text());
        assertTrue(line.text().contains("int missing"), line.text());
      }
    }
  }
}
