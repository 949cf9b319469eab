package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.kernel.compiled.KernelSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What NVIDIA's compiler says of a kernel: it has to become machine code without a warning, without
 * a register that has to be kept in memory, and without an array of a thread's own that is indexed
 * at run time, which would lie there too.
 */
final class CodeCheck {
  /** That functions which a kernel does not need are there all the same. */
  private static final int UNUSED = 177;

  /** Is said of a device that a later version of the compiler may not know, whatever the source. */
  private static final String OLD_DEVICE = "nvrtc: warning: Architectures prior to";

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

  private CodeCheck() {}

  /** Returns NVIDIA's compiler, or skips the test where it is not found. */
  static Nvrtc nvrtc() {
    // The system's loader would find by name the one that other tests have loaded; it looks only
    // where the root is the system's.
    Path root = Path.of("/.");
    LibrarySearch search =
        new LibrarySearch(
            CudaSettings.libraries(),
            System::getenv,
            root,
            Path.of(System.getProperty("user.home")),
            new RedistributedLibraries(CodeCheck.class.getClassLoader(), KernelSettings.cache()));
    LibrarySearch.Part<Nvrtc> found = search.open("nvrtc", 13, Nvrtc::open);
    assumeTrue(found.opened() != null, found.problem());
    return found.opened();
  }

  /**
   * Compiles a source and fails if it asks for more than kernels may.
   *
   * @param target for example {@code sm_90}
   * @return the most bytes of its own memory that a thread needs
   */
  static int check(Nvrtc nvrtc, String source, String target) {
    Nvrtc.Code code = nvrtc.compile(source, target, OPTIONS);
    assertEquals(0, Arrays.compare(ELF, 0, 4, code.image(), 0, 4), target);
    List<String> warnings =
        code.log()
            .lines()
            .filter(line -> line.contains("warning") && !line.startsWith(OLD_DEVICE))
            .toList();
    assertEquals(List.of(), warnings, () -> target + " of\n" + source);
    boolean turns = TURNS.matcher(source).find(Math.max(0, source.indexOf(LIBRARY_END)));
    Matcher use = USE.matcher(code.log());
    int most = 0;
    int functions = 0;
    while (use.find()) {
      functions++;
      int frame = Integer.parseInt(use.group(1));
      String what = use.group() + " of " + target + " in\n" + source;
      assertTrue(frame <= (turns ? LARGEST_FRAME : 0), what);
      assertEquals("0", use.group(2), what);
      most = Math.max(most, frame);
    }
    assertTrue(functions > 0, code.log());
    return most;
  }
}
