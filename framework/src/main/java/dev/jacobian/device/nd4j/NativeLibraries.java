package dev.jacobian.device.nd4j;

import org.bytedeco.javacpp.Pointer;

/**
 * What ND4J's CPU backend and others who use its native libraries without it have in common: which
 * builds are loaded, and how much memory they may take. Using this class loads none of ND4J.
 */
public final class NativeLibraries {
  /** Part of a memory that tensors may fill unless the limit is set. */
  static final double SHARE = 0.75;

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

  static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * Returns three quarters of the memory that is left beside the heap. JavaCPP's own limit on the
   * process is kept: past that it collects and sleeps at every allocation.
   */
  public static long mainMemoryLimit() {
    long heap = Runtime.getRuntime().maxMemory();
    long memory = Pointer.totalPhysicalBytes();
    long most = Pointer.maxPhysicalBytes();
    long processLimit = most > 0 ? Math.min(most, memory) : memory;
    return (long) (Math.max(processLimit - heap, heap) * SHARE);
  }
}
