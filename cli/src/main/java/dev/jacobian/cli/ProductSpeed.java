package dev.jacobian.cli;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.host.blas.Processor;
import dev.jacobian.device.threads.ThreadSettings;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.tensor.Tensor;
import java.util.Locale;
import java.util.OptionalDouble;

/** How fast this machine multiplies matrices, by a quick try. */
final class ProductSpeed {
  private static final int SIZE = 1024;
  private static final int TRIES = 10;

  private ProductSpeed() {}

  /** Multiplies some matrices and returns the speed of the fastest, beside what should be there. */
  static String measured() {
    try {
      return text(flops(), Processor.find(), ThreadSettings.threads());
    } catch (JacobianException e) {
      return "cannot be computed: " + e.getMessage();
    }
  }

  private static double flops() {
    try (MemoryScope scope = MemoryScope.open()) {
      Tensor x = Tensor.randn(SIZE, SIZE);
      long shortest = Long.MAX_VALUE;
      for (int i = 0; i < TRIES; i++) {
        long start = System.nanoTime();
        x.matmul(x);
        shortest = Math.min(shortest, System.nanoTime() - start);
      }
      return 2e9 * SIZE * SIZE * SIZE / shortest;
    }
  }

  static String text(double flops, Processor processor, int threads) {
    int processors = Math.min(threads, Runtime.getRuntime().availableProcessors());
    OptionalDouble peak = processor.peakFlops(processors);
    return String.format(
            Locale.ROOT,
            "%.0f GFLOP/s in float32 at %d x %d x %d on %d thread%s",
            flops / 1e9,
            SIZE,
            SIZE,
            SIZE,
            threads,
            threads == 1 ? "" : "s")
        + (peak.isPresent()
            ? String.format(
                Locale.ROOT,
                "; the processor's vectors make some %.0f (%d a cycle at %.1f GHz, without boost)",
                peak.getAsDouble() / 1e9,
                processor.flopsPerCycle() * processors,
                processor.megahertz() / 1e3)
            : "");
  }
}
