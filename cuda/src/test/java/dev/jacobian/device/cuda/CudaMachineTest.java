package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of machines that lack something, and what helps. */
class CudaMachineTest {
  @TempDir private Path folder;

  @BeforeEach
  void needsCompiler() {
    Emulated.assumeCompiler();
  }

  @AfterEach
  void mend() throws IOException {
    Fakes.reset();
    // JUnit warns of links when it removes the folder.
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  private CudaMachine machine(Path libraries) {
    return CudaMachine.find(
        new LibrarySearch(
            libraries.toString(), variable -> null, folder, folder, Emulated.noJars()));
  }

  private CudaMachine machine() {
    return machine(Fakes.libraries());
  }

  /** Returns a folder with some of the libraries. */
  private Path only(String... names) throws IOException {
    Path some = Files.createDirectory(folder.resolve("some"));
    for (String name : names) {
      Files.createSymbolicLink(some.resolve(name), Fakes.libraries().resolve(name).toRealPath());
    }
    return some;
  }

  private static String problem(CudaMachine machine) {
    return machine.problem(Device.cuda()).orElse("none");
  }

  @Test
  void withoutADriver() {
    assertEquals(
        "there is no NVIDIA driver (no libcuda.so.1); fix: install NVIDIA's driver, 525 or newer, and check that"
            + " nvidia-smi lists the GPU",
        problem(machine(folder)));
    assertEquals("{GPUs=none seen}", machine(folder).findings().toString());
  }

  @Test
  void withADriverThatDoesNotLoad() throws IOException {
    Files.writeString(folder.resolve("libcuda.so.1"), "not a library");
    assertTrue(
        problem(machine(folder))
            .startsWith(
                "the driver's library does not load (" + folder.resolve("libcuda.so.1") + ": "),
        problem(machine(folder)));
  }

  @Test
  void withAnOldDriver() {
    Fakes.set("driver", 11080);
    assertEquals(
        "the NVIDIA driver is for CUDA 11.8 and older, and CUDA 12.0 is needed; fix: update the driver to 525 or newer",
        problem(machine()));
  }

  @Test
  void withADriverOlderThanTheLibraries() throws IOException {
    Fakes.set("driver", 12040);
    CudaMachine machine = machine();
    assertTrue(
        problem(machine)
            .startsWith("NVRTC, CUDA's compiler, is missing: libnvrtc.so.12 was looked for in "),
        problem(machine));
    assertTrue(
        problem(machine)
            .contains(
                "; cuBLAS is missing as well; fix: pip install nvidia-cublas-cu12 nvidia-cuda-nvrtc-cu12 in a virtual"),
        problem(machine));
  }

  @Test
  void withoutAGpu() {
    Fakes.set("devices", 0);
    assertEquals(
        "the driver shows no GPU; fix: check that nvidia-smi lists one and that CUDA_VISIBLE_DEVICES does not hide it",
        problem(machine()));
  }

  @Test
  void withADriverThatDoesNotStart() {
    Fakes.fail("cuInit", 803);
    assertEquals(
        "the driver does not start: CUDA_ERROR_SYSTEM_DRIVER_MISMATCH (as the driver describes it); fix: check that"
            + " nvidia-smi works, and restart the machine after an update of the driver",
        problem(machine()));
  }

  @Test
  void withoutCuBlas() throws IOException {
    Path some = only("libcuda.so.1", "libnvrtc.so.13");
    assertEquals(
        "cuBLAS is missing: libcublas.so.13 or libcublas.so.12 was looked for in "
            + some
            + " (JACOBIAN_CUDA_LIBRARIES or jacobian.cuda.libraries), "
            + folder
            + "/usr/local/cuda, "
            + folder
            + "/opt/cuda, "
            + folder
            + "/.local (Python), "
            + folder
            + "/usr/local (Python), the class path (org.bytedeco:cuda, redist); fix: pip install nvidia-cublas in a virtual"
            + " environment that is active, or install NVIDIA's CUDA toolkit 13, or name the folder of these libraries by JACOBIAN_CUDA_LIBRARIES",
        problem(machine(some)));
  }

  @Test
  void withoutNvrtc() throws IOException {
    String problem = problem(machine(only("libcuda.so.1", "libcublas.so.13")));
    assertTrue(
        problem.startsWith(
            "NVRTC, CUDA's compiler, is missing: libnvrtc.so.13 or libnvrtc.so.12 was looked for in "),
        problem);
    assertTrue(problem.contains("; fix: pip install nvidia-cuda-nvrtc in a virtual"), problem);
  }

  @Test
  void withALibraryThatDoesNotLoad() throws IOException {
    Path some = only("libcuda.so.1", "libnvrtc.so.13");
    Files.writeString(some.resolve("libcublas.so.13"), "torn");
    String problem = problem(machine(some));
    assertTrue(
        problem.startsWith(
            "cuBLAS is missing: "
                + some.resolve("libcublas.so.13")
                + " does not load ("
                + some.resolve("libcublas.so.13")
                + ": "),
        problem);
  }

  @Test
  void librariesAreFoundInAToolkitAndInPythonsPackages() throws IOException {
    Path toolkit = Files.createDirectories(folder.resolve("cuda-13/lib64"));
    Path wheels =
        Files.createDirectories(
            folder.resolve("venv/lib/python3.12/site-packages/nvidia/cu13/lib"));
    Files.createSymbolicLink(
        toolkit.resolve("libnvrtc.so.13"), Fakes.libraries().resolve("libnvrtc.so.13"));
    Files.createSymbolicLink(
        wheels.resolve("libcublas.so.13"), Fakes.libraries().resolve("libcublas.so.13"));
    LibrarySearch search =
        new LibrarySearch(
            null,
            variable ->
                switch (variable) {
                  case "CUDA_HOME" -> folder.resolve("cuda-13").toString();
                  case "VIRTUAL_ENV" -> folder.resolve("venv").toString();
                  case "LD_LIBRARY_PATH" -> ":" + Fakes.libraries();
                  default -> null;
                },
            folder,
            folder,
            Emulated.noJars());
    CudaMachine machine = CudaMachine.find(search);
    assertEquals(
        "{CUDA=driver for CUDA 13.0 ("
            + Fakes.libraries().resolve("libcuda.so.1")
            + "), GPUs=cuda:0 (emulated device, compute capability 9.0, 1.0 GiB), NVRTC=13.0 for compute capability 7.5"
            + " to 12.1 ("
            + toolkit.resolve("libnvrtc.so.13")
            + "), cuBLAS=13.1.2 ("
            + wheels.resolve("libcublas.so.13")
            + ")}",
        machine.findings().toString());
    assertEquals("none", problem(machine));
  }

  @Test
  void aCompilerNewerThanTheDriverIsGoodForItsMajorVersion() {
    Fakes.set("nvrtcMinor", 2);
    String line = machine().findings().get("NVRTC");
    assertTrue(
        line.startsWith("13.2 for compute capability 7.5 to 12.1 (")
            && line.endsWith(
                "), newer than the driver, which runs machine code of its major version"),
        line);
    assertEquals("none", problem(machine()));
  }

  @Test
  void aDeviceThatIsNotThere() {
    Fakes.set("devices", 2);
    assertEquals(
        "there is no cuda:3, only cuda:0 (emulated device, compute capability 9.0, 1.0 GiB), cuda:1 (emulated device,"
            + " compute capability 9.0, 1.0 GiB); fix: choose one of these",
        machine().problem(Device.cuda(3)).orElse("none"));
    assertEquals(Optional.empty(), machine().problem(Device.cuda(1)));
  }

  @Test
  void aGpuThatIsTooOldForTheCompiler() {
    Fakes.set("major", 6);
    Fakes.set("minor", 1);
    assertEquals(
        "cuda:0 (emulated device) has compute capability 6.1, and NVRTC 13.0 makes code for 7.5 to 12.1; fix: pip"
            + " install nvidia-cublas-cu12 nvidia-cuda-nvrtc-cu12 in a virtual environment that is active, which know"
            + " GPUs from 5.0 on",
        problem(machine()));
  }

  @Test
  void aGpuIsGivenTheCodeOfItsGenerationOrTextForTheDriver() {
    Nvrtc nvrtc = Nvrtc.open(Fakes.libraries().resolve("libnvrtc.so.13").toString());
    assertEquals("sm_90", CudaCompiler.target(nvrtc.targets(), 90));
    assertEquals("sm_121", CudaCompiler.target(nvrtc.targets(), 123));
    assertEquals("compute_121", CudaCompiler.target(nvrtc.targets(), 135));
  }

  /** NVRTC 12.8 knows Thor (10.1) and not yet the B300 (10.3), which does not run Thor's code. */
  @Test
  void theCodeOfAnEmbeddedGpuIsForNoOther() {
    int[] targets = {75, 86, 87, 100, 101, 110};
    assertEquals("sm_100", CudaCompiler.target(IntStream.of(targets), 103));
    assertEquals("sm_101", CudaCompiler.target(IntStream.of(targets), 101));
    assertEquals("sm_86", CudaCompiler.target(IntStream.of(targets), 89));
    assertEquals("compute_100", CudaCompiler.target(IntStream.of(targets), 112));
    // Nor does an embedded one run the others' code.
    assertEquals("compute_80", CudaCompiler.target(IntStream.of(75, 80), 87));
  }

  @Test
  void aGpuThatFailsItself() {
    Backend backend = backend();
    Fakes.fail("cuStreamSynchronize", 214);
    DeviceException error = assertThrows(DeviceException.class, () -> one(backend));
    assertEquals(
        "cuStreamSynchronize failed with error 214 (as the driver describes it); fix: the GPU itself or its driver has"
            + " failed, and this process can compute no more on it: see nvidia-smi and the system's log (dmesg, lines"
            + " with Xid), and start the process anew, or the machine",
        error.getMessage());
  }

  @Test
  void aGpuThatAnotherProcessHasForItself() {
    CudaMachine machine = machine();
    assertEquals("none", problem(machine));
    Fakes.fail("cuDevicePrimaryCtxRetain", 46);
    DeviceException error =
        assertThrows(
            DeviceException.class, () -> machine.driver(Device.cuda(), false, Fakes.cache()));
    assertEquals(
        "cuDevicePrimaryCtxRetain failed with error 46 (as the driver describes it); fix: end the process that has the"
            + " GPU for itself (nvidia-smi shows processes and the compute mode)",
        error.getMessage());
  }

  private static float[] one(Backend backend) {
    try (MemoryScope scope = MemoryScope.open()) {
      TensorSpec spec = new TensorSpec(Shape.of(1), DType.FLOAT32);
      Operand output = new Operand(backend.memory().allocate(spec), spec.shape());
      backend
          .prepare(Kernel.filled(spec, 1))
          .run(new Operand[0], new double[0], new Operand[] {output});
      float[] read = new float[1];
      backend.download(output, read, 0);
      return read;
    }
  }

  private Backend backend() {
    CudaMachine machine = machine();
    assertEquals("none", problem(machine));
    return new CudaBackend(
        Device.cuda(), machine.driver(Device.cuda(), false, Fakes.cache()), 1L << 30);
  }

  @Test
  void twoDevicesComputeBesideEachOther() {
    Fakes.set("devices", 2);
    CudaMachine machine = machine();
    Backend[] backends = new Backend[2];
    for (int i = 0; i < 2; i++) {
      Device device = Device.cuda(i);
      Driver driver = machine.driver(device, false, Fakes.cache());
      backends[i] = new CudaBackend(device, driver, 1L << 30);
    }
    // Each call goes to its own device, whichever this thread has talked to before.
    for (int i = 0; i < 4; i++) {
      assertEquals(1, one(backends[i % 2])[0]);
    }
  }

  @Test
  void aGpuNewerThanTheCompilerComputesAllTheSame() {
    Fakes.set("major", 13);
    assertEquals(1, one(backend())[0]);
  }

  @Test
  void codeThatTheDriverRefuses() {
    Fakes.set("major", 13);
    Backend backend = backend();
    Fakes.fail("cuModuleLoadData", 222);
    DeviceException error = assertThrows(DeviceException.class, () -> one(backend));
    assertEquals(
        "the driver does not take the code of a kernel for emulated device (compute capability 13.0):"
            + " CUDA_ERROR_UNSUPPORTED_PTX_VERSION (as the driver describes it); fix: update the NVIDIA driver, or use"
            + " an NVRTC that knows this GPU and is no newer than the driver (jacobian doctor shows both)",
        error.getMessage());
  }

  @Test
  void aDeviceWithoutMemoryListsWhatLives() {
    Backend backend = backend();
    try (MemoryScope scope = MemoryScope.open()) {
      TensorSpec spec = new TensorSpec(Shape.of(1000), DType.FLOAT32);
      backend.memory().allocate(spec);
      Fakes.set("memory", 1);
      MemoryException error =
          assertThrows(MemoryException.class, () -> backend.memory().allocate(spec));
      assertEquals(
          "cannot allocate a float32[1000] tensor (4.0 KiB) on cuda:0: the device has no 4.0 KiB left: 0 B of its 1 B"
              + " are free; 4.0 KiB are in use by 1 tensors\n  float32[1000] 4.0 KiB; expected the live tensors to fit"
              + " the device; fix: release them (MemoryScope), use smaller batches, or end other programs that use the"
              + " device",
          error.getMessage());
    }
  }

  @Test
  void aKernelThatFailsIsNamedByWhatItComputesAndByItsLaunch() {
    Backend backend = backend();
    Fakes.fail("cuStreamSynchronize", 700);
    DeviceException error = assertThrows(DeviceException.class, () -> one(backend));
    assertTrue(
        error
            .getMessage()
            .startsWith(
                "a kernel has failed with CUDA_ERROR_ILLEGAL_ADDRESS (as the driver describes it), which"
                    + " cuStreamSynchronize found; launched and not known to be done, the newest last: a copy: stored as"
                    + " float32 (kernel) on 1 blocks of 256 threads; fix: "),
        error.getMessage());
  }

  @Test
  void aLaunchThatIsWaitedForHasItsOwnError() {
    CudaMachine machine = machine();
    Driver driver = machine.driver(Device.cuda(), true, Fakes.cache());
    Backend backend = new CudaBackend(Device.cuda(), driver, 1L << 30);
    assertEquals(1, one(backend)[0]);
    backend.announce(() -> "fill", "a layer");
    Fakes.fail("cuStreamSynchronize", 719);
    TensorSpec spec = new TensorSpec(Shape.of(1), DType.FLOAT32);
    try (MemoryScope scope = MemoryScope.open()) {
      Operand output = new Operand(backend.memory().allocate(spec), spec.shape());
      Operand[] outputs = {output};
      DeviceException error =
          assertThrows(
              DeviceException.class,
              () ->
                  backend
                      .prepare(Kernel.filled(spec, 1))
                      .run(new Operand[0], new double[0], outputs));
      assertTrue(
          error
              .getMessage()
              .endsWith(
                  "the newest last: a layer: fill (a copy: stored as float32 (kernel) on 1 blocks of 256 threads); fix:"
                      + " this process can compute no more on the device, since the last of these has failed; start it anew"),
          error.getMessage());
    }
  }

  @Test
  void codeIsKeptAndWhatIsTornIsMadeAnew() throws IOException {
    Path cache = folder.resolve("cache");
    Nvrtc nvrtc = Nvrtc.open(Fakes.libraries().resolve("libnvrtc.so.13").toString());
    String source = "extern \"C\" __global__ void one(const long x) {}\n";
    byte[] first = CudaCompiler.of(nvrtc, "sm_90", cache).compile(source);
    Fakes.fail("nvrtcCompileProgram", 6);
    assertEquals(first.length, CudaCompiler.of(nvrtc, "sm_90", cache).compile(source).length);
    List<Path> kept;
    try (Stream<Path> files = Files.walk(cache)) {
      kept = files.filter(Files::isRegularFile).toList();
    }
    assertEquals(1, kept.size());
    Files.write(kept.get(0), new byte[] {1, 2, 3});
    // The compiler is asked, and refuses this time.
    assertThrows(
        DeviceException.class, () -> CudaCompiler.of(nvrtc, "sm_90", cache).compile(source));
    assertEquals(first.length, CudaCompiler.of(nvrtc, "sm_90", cache).compile(source).length);
    // Another device's is another file.
    assertTrue(CudaCompiler.of(nvrtc, "sm_86", cache).compile(source).length > 0);
  }
}
