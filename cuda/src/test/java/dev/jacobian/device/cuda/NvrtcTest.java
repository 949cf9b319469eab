package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * NVIDIA's compiler at run time takes the kernels, through the binding that a GPU's are made by.
 */
class NvrtcTest {
  /** That functions which a kernel does not need are there all the same. */
  private static final int UNUSED = 177;

  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  /** Lets the assembler say what each function needs. */
  private static final List<String> OPTIONS =
      List.of("--ptxas-options=-v", "--diag-suppress=" + UNUSED);

  private static final Pattern USE =
      Pattern.compile("(\\d+) bytes stack frame, (\\d+) bytes spill stores");

  /** Sines and cosines of large arguments need a few words of a thread's own memory. */
  private static final int LARGEST_FRAME = 64;

  private static final Pattern TURNS = Pattern.compile("\\b(sin|cos)(f|_f32|_f64)?\\(");

  /** What comes before the functions of a source, and defines all that any may call. */
  private static final String LIBRARY_END = "struct first_max_of";

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
    Nvrtc.Code code = nvrtc.compile(source, target, OPTIONS);
    assertEquals(0, Arrays.compare(ELF, 0, 4, code.image(), 0, 4), target);
    assertFalse(code.log().contains("warning"), code.log());
    boolean turns = TURNS.matcher(source).find(Math.max(0, source.indexOf(LIBRARY_END)));
    Matcher use = USE.matcher(code.log());
    int functions = 0;
    while (use.find()) {
      functions++;
      int frame = Integer.parseInt(use.group(1));
      String what = use.group() + " of " + target + " in\n" + source;
      assertTrue(frame <= (turns ? LARGEST_FRAME : 0), what);
      assertEquals("0", use.group(2), what);
    }
    assertTrue(functions > 0, code.log());
  }

  /**
   * Without a warning, without a register that has to be kept in memory, and without an array of a
   * thread's own that is indexed at run time, which would lie there too.
   */
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
