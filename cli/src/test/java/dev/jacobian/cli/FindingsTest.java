package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.device.host.blas.Processor;
import org.junit.jupiter.api.Test;

class FindingsTest {
  @Test
  void theSpeedOfProductsStandsBesideTheProcessors() {
    assertEquals(
        "150 GFLOP/s in float32 at 1024 x 1024 x 1024 on 1 thread; the processor's vectors make some"
            + " 160 (64 a cycle at 2.5 GHz, without boost)",
        ProductSpeed.text(1.5e11, new Processor(512, 64, 2500), 1));
    assertEquals(
        "150 GFLOP/s in float32 at 1024 x 1024 x 1024 on 2 threads",
        ProductSpeed.text(1.5e11, new Processor(0, 0, 0), 2));
  }
}
