package dev.jacobian.device.host.blas;

import dev.jacobian.device.ContainerMemory;
import dev.jacobian.shape.DeviceException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * What all who use JavaCPP's native libraries have in common: which builds are loaded, and how much
 * memory they may take.
 */
public final class NativeLibraries {
  /** Part of a memory that tensors may fill unless the limit is set. */
  public static final double SHARE = 0.75;

  private static final String PLATFORM_EXTENSION_KEY = "org.bytedeco.javacpp.platform.extension";

  private NativeLibraries() {}

  /**
   * Chooses the builds of native libraries, unless the user has. Call it before the first use of
   * JavaCPP, which remembers the choice. The AVX builds of libnd4j cannot reuse memory that was
   * freed, and compute no faster.
   */
  public static void choose() {
    setDefault(PLATFORM_EXTENSION_KEY, "");
  }

  /**
   * Loads JavaCPP's own native library, which all others need.
   *
   * @throws DeviceException if it does not load
   */
  public static void requireJavaCpp() {
    try {
      Pointer.totalPhysicalBytes();
    } catch (LinkageError e) {
      throw missing("JavaCPP", "javacpp", e);
    }
  }

  /**
   * Returns what to say of a native library that is not on the class path.
   *
   * @param library its name
   * @param artifact the artifact of the group {@code org.bytedeco} that has it
   * @param cause what the JVM says
   */
  public static DeviceException missing(String library, String artifact, LinkageError cause) {
    return new DeviceException(
        "the native library of " + library + " does not load: " + cause.getMessage(),
        "the jar org.bytedeco:"
            + artifact
            + " with the classifier "
            + Loader.getPlatform()
            + " on the class path, and a platform that there is one for",
        "add it; Maven takes it by itself, Gradle needs a line (README.md, Use it in your project)",
        cause);
  }

  /** Sets a system property, unless the user has. */
  public static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * Returns three quarters of the memory of the machine, or of the container, that is left beside
   * the heap. JavaCPP's own limit on the process is kept: past that it collects and sleeps at every
   * allocation.
   */
  public static long mainMemoryLimit() {
    long heap = Runtime.getRuntime().maxMemory();
    long machine = Pointer.totalPhysicalBytes();
    long memory = Math.min(machine, ContainerMemory.limit().orElse(machine));
    long most = Pointer.maxPhysicalBytes();
    long processLimit = most > 0 ? Math.min(most, memory) : memory;
    return (long) (Math.max(processLimit - heap, heap) * SHARE);
  }
}
