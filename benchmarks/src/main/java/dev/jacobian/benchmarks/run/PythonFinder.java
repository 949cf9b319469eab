package dev.jacobian.benchmarks.run;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds a Python that has PyTorch. */
final class PythonFinder {
  /** System property that names the Python to use. */
  private static final String PROPERTY = "benchmark.python";

  /** The second one is where distributions put their packages, whatever the first one is. */
  private static final List<String> USUAL = List.of("python3", "/usr/bin/python3", "python");

  private PythonFinder() {}

  /** Returns the first of the usual names that has PyTorch, else the first that is there at all. */
  static Optional<String> find() {
    String named = System.getProperty(PROPERTY, "");
    List<String> candidates = named.isBlank() ? USUAL : List.of(named);
    Optional<String> withTorch = first(candidates, "import torch");
    return withTorch.isPresent() ? withTorch : first(candidates, "pass");
  }

  private static Optional<String> first(List<String> candidates, String program) {
    return candidates.stream().filter(python -> runs(python, program)).findFirst();
  }

  private static boolean runs(String python, String program) {
    try {
      return new ProcessBuilder(python, "-c", program)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
