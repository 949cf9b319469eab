package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.device.KernelSamples;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.cuda.CudaSource;
import dev.jacobian.kernel.cuda.CudaStructure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * CUDA's own compiler takes what the emulator's takes, for the oldest and the newest devices of its
 * toolkit: without a warning, and without a register that has to be kept in memory.
 */
class DeviceCompilerTest {
  private static final int KERNELS = Integer.getInteger("jacobian.test.compiled", 12);

  /** Sines of large arguments, and remainders, need a few words of a thread's own memory. */
  private static final int LARGEST_FRAME = 64;

  private static String ask(List<String> command, Path folder) throws Exception {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), command + " does not end");
    String answer = Files.readString(log);
    assertEquals(0, process.exitValue(), answer);
    return answer;
  }

  private static List<String> targets(Path folder) throws Exception {
    try {
      List<String> all = ask(List.of("nvcc", "--list-gpu-arch"), folder).lines().toList();
      return List.of(all.get(0), all.get(all.size() - 1));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Returns one source with all functions, each under a name of its own. */
  private static String source() {
    Set<CudaStructure> structures = new LinkedHashSet<>();
    for (Kernel kernel : KernelSamples.all(KERNELS)) {
      structures.addAll(CudaKernels.structures(kernel));
      structures.addAll(CudaKernels.packs(kernel));
    }
    String library = CudaSource.sort();
    StringBuilder all = new StringBuilder(CudaSource.random());
    all.append(library.substring(library.lastIndexOf("/*\n * One step of")));
    int count = 0;
    for (CudaStructure structure : structures) {
      String one = CudaSource.of(structure);
      String body = one.substring(one.lastIndexOf("\nstruct Numbers"));
      String name = "_" + count++;
      all.append(
          body.replace("Numbers", "Numbers" + name).replace(" kernel(", " kernel" + name + "("));
    }
    assertTrue(count >= 20, "only " + count + " kernels");
    return all.toString();
  }

  @Test
  void kernelsCompileForDevicesWithoutWarningsOrSpills(@TempDir Path folder) throws Exception {
    List<String> targets = targets(folder);
    assumeTrue(!targets.isEmpty(), "no nvcc is on the PATH");
    Files.writeString(folder.resolve("all.cu"), source());
    List<String> command = new ArrayList<>(List.of("nvcc", "-std=c++17", "-fatbin", "-fmad=false"));
    for (String target : targets) {
      command.add("-gencode");
      command.add("arch=" + target + ",code=" + target.replace("compute", "sm"));
    }
    // Functions that a kernel does not need are there all the same.
    command.addAll(List.of("-diag-suppress", "177", "-Werror", "all-warnings", "-Xptxas", "-v"));
    command.addAll(List.of("all.cu", "-o", "all.fatbin"));
    String answer = ask(command, folder);
    Matcher use =
        Pattern.compile("(\\d+) bytes stack frame, (\\d+) bytes spill stores").matcher(answer);
    int seen = 0;
    while (use.find()) {
      seen++;
      assertTrue(Integer.parseInt(use.group(1)) <= LARGEST_FRAME, use.group());
      assertEquals("0", use.group(2), use.group());
    }
    assertTrue(seen >= 2 * 20, "only " + seen + " functions in\n" + answer);
  }
}
