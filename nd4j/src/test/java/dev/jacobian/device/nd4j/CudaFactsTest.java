package dev.jacobian.device.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CudaFactsTest {
  private static Map<String, String> findings(
      Optional<String> jar, Optional<String> problem, CudaFacts.Gpu... gpus) {
    return new CudaFacts(jar, problem, List.of(gpus)).findings();
  }

  @Test
  void nothingOfCudaIsSaidSo() {
    assertEquals(
        Map.of("CUDA in ND4J", "not on the class path (build with -Pcuda)"),
        findings(Optional.empty(), Optional.empty()));
  }

  @Test
  void whatIsThereIsNamed() {
    assertEquals(
        Map.of(
            "CUDA in ND4J",
            "version 11.6",
            "GPUs by ND4J",
            "A100 (compute capability 8.0), H200 (compute capability 9.0)"),
        findings(
            Optional.of("11.6"),
            Optional.empty(),
            new CudaFacts.Gpu("A100", 8, 0),
            new CudaFacts.Gpu("H200", 9, 0)));
  }

  @Test
  void aLibraryThatDoesNotLoadSaysWhy() {
    assertEquals(
        "version 11.6; its library does not load: libcuda.so.1 is missing",
        findings(Optional.of("11.6"), Optional.of("libcuda.so.1 is missing")).get("CUDA in ND4J"));
  }
}
