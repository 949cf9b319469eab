package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.device.KernelSamples;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.cuda.CudaSource;
import dev.jacobian.kernel.cuda.CudaStructure;
import dev.jacobian.shape.DeviceException;
import java.nio.charset.StandardCharsets;
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
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  private static Nvrtc nvrtc;

  @BeforeAll
  static void open() {
    LibrarySearch.Part<Nvrtc> found = LibrarySearch.here().open("nvrtc", 13, Nvrtc::open);
    assumeTrue(found.opened() != null, found.problem());
    // By its name alone, the one that other tests have loaded would be found.
    assumeTrue(found.name().startsWith("/"), "NVRTC is in no folder that is looked in");
    nvrtc = found.opened();
  }

  private static List<CudaStructure> structures() {
    Set<CudaStructure> structures = new LinkedHashSet<>();
    for (Kernel kernel : KernelSamples.all(4)) {
      structures.addAll(CudaKernels.structures(kernel));
    }
    return List.copyOf(structures);
  }

  @Test
  void kernelsBecomeCodeOfEveryDeviceThatItKnows() {
    List<String> sources = structures().stream().map(CudaSource::of).toList();
    int[] targets = nvrtc.targets().toArray();
    assertTrue(targets.length >= 5, Arrays.toString(targets));
    for (int i = 0; i < Math.max(targets.length, sources.size()); i++) {
      String target = "sm_" + targets[i % targets.length];
      byte[] image = nvrtc.compile(sources.get(i % sources.size()), target);
      assertEquals(0, Arrays.compare(ELF, 0, 4, image, 0, 4), target);
    }
    for (String source : List.of(CudaSource.sort(), CudaSource.random())) {
      assertTrue(nvrtc.compile(source, "sm_" + targets[0]).length > 0);
    }
  }

  @Test
  void textForLaterDevicesIsOfTheNewestThatItKnows() {
    int newest = nvrtc.targets().max().orElseThrow();
    String target = CudaCompiler.target(nvrtc, newest + 10);
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
