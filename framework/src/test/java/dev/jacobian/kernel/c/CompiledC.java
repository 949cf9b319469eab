package dev.jacobian.kernel.c;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Kernels in C for tests of what uses them. */
public final class CompiledC {
  /** Kept between runs of the tests; nothing that it holds can be wrong. */
  private static final Path CACHE = Path.of("target", "kernels");

  /** Asked once, not before each of some thousands of tests. */
  private static final boolean IS_THERE = find();

  private CompiledC() {}

  /** Returns kernels of which each is compiled before it first runs, however small it is. */
  public static CKernels always() {
    return new CKernels(options(true, 1, CACHE), Runnable::run);
  }

  /** Returns kernels as {@link #always} does, by the compiler with a flag behind its others. */
  public static CKernels with(String flag) throws IOException {
    Path folder = Files.createTempDirectory("compiler");
    Path program =
        Files.writeString(folder.resolve("cc"), "#!/bin/sh\nexec cc \"$@\" " + flag + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new CKernels(
        new CKernels.Options(true, 1, 0, folder.toString(), SystemCompiler.LIMIT, CACHE),
        Runnable::run);
  }

  /** Skips a test where no compiler is. */
  public static void assumeCompiler() {
    assumeTrue(isThere(), "no C compiler is on the PATH");
  }

  /** Returns whether a compiler is found. */
  public static boolean isThere() {
    return IS_THERE;
  }

  private static boolean find() {
    try {
      Path folder = Files.createTempDirectory("compiler");
      SystemCompiler.find(path(), SystemCompiler.LIMIT, folder);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static String path() {
    return System.getenv().getOrDefault("PATH", "");
  }

  static CKernels.Options options(boolean waits, long fewest, Path cache) {
    return new CKernels.Options(waits, fewest, 0, path(), SystemCompiler.LIMIT, cache);
  }
}
