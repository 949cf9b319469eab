package dev.jacobian.device.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.device.Device;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CudaDecisionTest {
  private static final Optional<Device.Kind> NOT_LOADED = Optional.empty();

  private static CudaFacts found(CudaFacts.Gpu... gpus) {
    return new CudaFacts(Optional.of("11.6"), Optional.empty(), List.of(gpus));
  }

  private static CudaFacts.Gpu gpu(int major, int minor) {
    return new CudaFacts.Gpu("Some GPU", major, minor);
  }

  private static void assertProblem(
      String expected, CudaFacts facts, Optional<Device.Kind> loaded, Device device) {
    assertEquals(Optional.of(expected), CudaDecision.problem(facts, loaded, device));
  }

  @Test
  void aMissingJarIsNamedWithTheProfileThatAddsIt() {
    assertProblem(
        "ND4J's CUDA backend is not on the class path; fix: build with -Pcuda (it adds"
            + " nd4j-cuda-11.6-platform)",
        new CudaFacts(Optional.empty(), Optional.empty(), List.of()),
        NOT_LOADED,
        Device.cuda());
  }

  @Test
  void aMissingDriverIsNamedWithTheLoadersOwnWords() {
    assertProblem(
        "CUDA's library does not load (libcuda.so.1: cannot open shared object file); fix: install the NVIDIA"
            + " driver, which brings libcuda.so.1 (nvcuda.dll on Windows), and check that nvidia-smi lists the GPU",
        new CudaFacts(
            Optional.of("11.6"),
            Optional.of("libcuda.so.1: cannot open shared object file"),
            List.of()),
        NOT_LOADED,
        Device.cuda());
  }

  @Test
  void aDriverWithoutGpuIsNamed() {
    assertProblem(
        "the driver shows no GPU; fix: check that nvidia-smi lists one and that CUDA_VISIBLE_DEVICES does not hide"
            + " it",
        found(),
        NOT_LOADED,
        Device.cuda());
  }

  @Test
  void aGpuThatIsNotThereIsNamedWithThoseThatAre() {
    assertProblem(
        "there is no cuda:2, only cuda:0 (Some GPU), cuda:1 (Some GPU); fix: choose one of these",
        found(gpu(8, 0), gpu(8, 6)),
        NOT_LOADED,
        Device.cuda(2));
  }

  @Test
  void aGpuNewerThanTheLibrarysCodeIsNamed() {
    assertProblem(
        "cuda:1 (Some GPU) has compute capability 9.0, for which ND4J's CUDA 11.6 library holds no code (it goes"
            + " from 3.7 to 8.9); fix: use a GPU up to the Ampere or Ada generation, or build with -Pcuda and"
            + " -Dnd4j.cuda.artifact of a newer ND4J",
        found(gpu(8, 0), gpu(9, 0)),
        NOT_LOADED,
        Device.cuda(1));
  }

  @ParameterizedTest
  @CsvSource({
    "3, 5, false",
    "3, 7, true",
    "5, 0, true",
    "6, 2, true",
    "7, 5, true",
    "8, 0, true",
    "8, 6, true",
    "8, 9, true",
    "9, 0, false",
    "10, 0, false",
    "12, 0, false"
  })
  void codeRunsOnItsOwnMajorVersionFromItsMinorOneOn(int major, int minor, boolean runs) {
    assertEquals(
        runs, CudaDecision.problem(found(gpu(major, minor)), NOT_LOADED, Device.cuda()).isEmpty());
  }

  @Test
  void anotherVersionOfTheLibraryIsNotJudgedByTheTableOfThisOne() {
    CudaFacts facts = new CudaFacts(Optional.of("12.6"), Optional.empty(), List.of(gpu(9, 0)));
    assertEquals(Optional.empty(), CudaDecision.problem(facts, NOT_LOADED, Device.cuda()));
  }

  @Test
  void cudaIsRefusedOnceNd4jRunsOnTheCpu() {
    assertProblem(
        "this process has loaded ND4J's CPU backend, and ND4J has only one in a process; fix: use cuda before"
            + " anything uses ND4J on the CPU, or start a new process",
        found(gpu(8, 0)),
        Optional.of(Device.Kind.CPU),
        Device.cuda());
  }

  @Test
  void theCpuIsRefusedOnceNd4jRunsOnTheGpu() {
    assertEquals(
        Optional.of(
            "this process has loaded ND4J's CUDA backend, and ND4J has only one in a process; fix: let the host"
                + " backend serve the CPU"),
        CudaDecision.cpuProblem(true, Optional.of(Device.Kind.CUDA), true, true));
  }

  @Test
  void nd4jIsKeptForAUsableGpuUnlessItIsAskedForByName() {
    assertEquals(
        Optional.of(
            "ND4J is kept for the GPU that was found, since it has only one backend in a process; fix: let the"
                + " host backend serve the CPU, or set -Djacobian.backend=nd4j to use ND4J on the CPU"),
        CudaDecision.cpuProblem(true, NOT_LOADED, true, false));
    assertEquals(Optional.empty(), CudaDecision.cpuProblem(true, NOT_LOADED, true, true));
    assertEquals(Optional.empty(), CudaDecision.cpuProblem(true, NOT_LOADED, false, false));
    assertEquals(
        Optional.empty(), CudaDecision.cpuProblem(true, Optional.of(Device.Kind.CPU), true, false));
  }

  @Test
  void aMissingCpuJarIsNamed() {
    assertEquals(
        Optional.of(
            "ND4J's CPU backend is not on the class path; fix: add org.nd4j:nd4j-native, and its jar for this"
                + " platform"),
        CudaDecision.cpuProblem(false, NOT_LOADED, false, false));
  }

  @Test
  void theJarsNameTellsItsCudaVersion() {
    assertEquals(
        "11.6", CudaProbe.versionIn("jar:file:/r/nd4j-cuda-11.6-1.0.0-M2.1.jar!/org/nd4j/X.class"));
    assertEquals("unknown", CudaProbe.versionIn("file:/classes/org/nd4j/X.class"));
  }
}
