package dev.jacobian.device.nd4j;

import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for CUDA through the runtime library's Java binding. That binding is on the class path only
 * in builds with the CUDA profile, so it is called by name.
 */
final class CudaProbe {
  private static final String BINDING = "org.bytedeco.cuda.global.cudart";
  private static final String PROPERTIES = "org.bytedeco.cuda.cudart.cudaDeviceProp";
  private static final Pattern JAR = Pattern.compile("nd4j-cuda-(\\d+\\.\\d+)");

  private CudaProbe() {}

  /**
   * The answer, found once: a library that failed to load gives another, less clear reason the next
   * time.
   */
  private static final class Found {
    static final CudaFacts FACTS = look();
  }

  static CudaFacts find() {
    return Found.FACTS;
  }

  private static CudaFacts look() {
    Optional<String> version = jarVersion();
    if (version.isEmpty()) {
      return new CudaFacts(version, Optional.empty(), List.of());
    }
    try {
      return new CudaFacts(version, Optional.empty(), gpus());
    } catch (ReflectiveOperationException | LinkageError e) {
      return new CudaFacts(version, Optional.of(describe(e)), List.of());
    }
  }

  private static Optional<String> jarVersion() {
    URL backend =
        CudaProbe.class
            .getClassLoader()
            .getResource(Nd4jRuntime.CUDA_BACKEND.replace('.', '/') + ".class");
    return backend == null ? Optional.empty() : Optional.of(versionIn(backend.toString()));
  }

  /** Returns the CUDA version in the name of ND4J's jar, or {@code unknown}. */
  static String versionIn(String url) {
    Matcher matcher = JAR.matcher(url);
    return matcher.find() ? matcher.group(1) : "unknown";
  }

  private static List<CudaFacts.Gpu> gpus() throws ReflectiveOperationException {
    Class<?> binding = Class.forName(BINDING);
    int[] count = new int[1];
    // A driver without a GPU answers with an error code and leaves the count at 0.
    binding.getMethod("cudaGetDeviceCount", int[].class).invoke(null, (Object) count);
    Class<?> properties = Class.forName(PROPERTIES);
    List<CudaFacts.Gpu> gpus = new ArrayList<>();
    for (int i = 0; i < count[0]; i++) {
      Object found = properties.getConstructor().newInstance();
      binding.getMethod("cudaGetDeviceProperties", properties, int.class).invoke(null, found, i);
      Object name = properties.getMethod("name").invoke(found);
      gpus.add(
          new CudaFacts.Gpu(
              (String) name.getClass().getMethod("getString").invoke(name),
              (int) properties.getMethod("major").invoke(found),
              (int) properties.getMethod("minor").invoke(found)));
    }
    return gpus;
  }

  private static String describe(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }
}
