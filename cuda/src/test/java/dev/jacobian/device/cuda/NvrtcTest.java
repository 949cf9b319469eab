package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.KernelSamples;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.cuda.CudaSource;
import dev.jacobian.kernel.cuda.CudaStructure;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DeviceException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * NVIDIA's compiler at run time takes the kernels, through the binding that a GPU's are made by.
 */
class NvrtcTest {
  private static Nvrtc nvrtc;

  @BeforeAll
  static void open() {
    nvrtc = CodeCheck.nvrtc();
  }

  private static List<CudaStructure> structures() {
    Set<CudaStructure> structures = new LinkedHashSet<>();
    for (Kernel kernel : KernelSamples.all(4)) {
      structures.addAll(CudaKernels.structures(kernel));
      structures.addAll(CudaKernels.packs(kernel));
    }
    return List.copyOf(structures);
  }

  /** Returns the sources of all forms: launches one by one, joined, sorts and random numbers. */
  private static List<String> sources() {
    List<CudaStructure> structures = structures();
    List<String> sources = new ArrayList<>(List.of(CudaSource.sort(), CudaSource.random()));
    structures.forEach(structure -> sources.add(CudaSource.of(structure)));
    for (int i = 0; i + 4 <= structures.size(); i += 4) {
      List<CudaStructure> four = structures.subList(i, i + 4);
      if (four.stream().mapToInt(CudaStructure::size).sum() <= CudaStructure.MOST_NUMBERS) {
        sources.add(CudaSource.of(four));
      }
    }
    return sources;
  }

  private static void check(String source, String target) {
    CodeCheck.check(nvrtc, source, target);
  }

  @Test
  void kernelsBecomeCodeOfEveryDeviceThatItKnows() {
    List<String> sources = sources();
    int[] targets = nvrtc.targets().toArray();
    assertTrue(targets.length >= 5, Arrays.toString(targets));
    for (int i = 0; i < Math.max(targets.length, sources.size()); i++) {
      check(sources.get(i % sources.size()), "sm_" + targets[i % targets.length]);
    }
  }

  @Test
  void allFunctionsBecomeCodeOfTheOldestAndTheNewestDevice() {
    for (int target :
        new int[] {nvrtc.targets().min().orElseThrow(), nvrtc.targets().max().orElseThrow()}) {
      for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
        CudaKernels.structures(KernelSamples.functions(dtype))
            .forEach(structure -> check(CudaSource.of(structure), "sm_" + target));
      }
    }
  }

  @Test
  void anArrayThatIsIndexedAtRunTimeWouldBeSeen() {
    String source =
        "extern \"C\" __global__ void kernel(float *x, int i) {\n"
            + "  float own[16] = {0};\n"
            + "  for (int j = 0; j < i; j++) own[(int) x[j] & 15] += x[j];\n"
            + "  x[0] = own[i];\n}\n";
    AssertionError error = assertThrows(AssertionError.class, () -> check(source, "sm_90"));
    assertTrue(
        error.getMessage().startsWith("64 bytes stack frame, 0 bytes spill stores of sm_90"),
        error.getMessage());
  }

  @Test
  void textForLaterDevicesIsOfTheNewestThatItKnows() {
    int newest = nvrtc.targets().max().orElseThrow();
    String target = CudaCompiler.target(nvrtc.targets(), newest + 10);
    assertEquals("compute_" + newest, target);
    String text = new String(nvrtc.compile(CudaSource.sort(), target), StandardCharsets.UTF_8);
    assertTrue(text.contains(".target sm_" + newest), text);
    assertTrue(text.contains(".entry sort_step"), text);
  }

  @Test
  void whatIsNoCudaIsRefusedWithTheCompilersWords() {
    DeviceException error =
        assertThrows(
            DeviceException.class, () -> nvrtc.compile("__device__ int x = y;\n", "sm_90"));
    assertTrue(
        error
            .getMessage()
            .startsWith(
                "NVRTC "
                    + nvrtc.version()
                    + " does not compile a kernel for sm_90 (NVRTC_ERROR_COMPILATION):"
                    + " kernel.cu(1): error: identifier \"y\" is undefined"),
        error.getMessage());
  }
}
