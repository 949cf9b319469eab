package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.cli.Findings.Finding;
import dev.jacobian.device.host.Processor;
import dev.jacobian.device.nd4j.CudaFacts;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingsTest {
  @Test
  void nothingOfCudaIsSaidSo() {
    CudaFacts facts = new CudaFacts(Optional.empty(), Optional.empty(), List.of());
    assertEquals(
        List.of(
            new Finding("CUDA driver", "none found"),
            new Finding("CUDA in ND4J", "not on the class path (build with -Pcuda)"),
            new Finding("GPUs", "none seen")),
        Findings.cuda(facts, Optional.empty()));
  }

  @Test
  void whatIsThereIsNamed() {
    CudaFacts facts =
        new CudaFacts(
            Optional.of("11.6"),
            Optional.empty(),
            List.of(new CudaFacts.Gpu("A100", 8, 0), new CudaFacts.Gpu("H200", 9, 0)));
    assertEquals(
        List.of(
            new Finding("CUDA driver", "NVRM version: 550"),
            new Finding("CUDA in ND4J", "version 11.6"),
            new Finding("GPUs", "A100 (compute capability 8.0), H200 (compute capability 9.0)")),
        Findings.cuda(facts, Optional.of("NVRM version: 550")));
  }

  @Test
  void aLibraryThatDoesNotLoadSaysWhy() {
    CudaFacts facts =
        new CudaFacts(Optional.of("11.6"), Optional.of("libcuda.so.1 is missing"), List.of());
    assertEquals(
        "version 11.6; its library does not load: libcuda.so.1 is missing",
        Findings.cuda(facts, Optional.empty()).get(1).text());
  }

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
