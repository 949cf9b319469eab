package dev.jacobian.device.nd4j;

import dev.jacobian.device.Device;
import dev.jacobian.device.host.blas.NativeLibraries;
import dev.jacobian.shape.DeviceException;
import java.util.Optional;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.common.config.ND4JSystemProperties;
import org.nd4j.context.Nd4jContext;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Loads ND4J. A process has one ND4J, and it has one backend, chosen when its classes are first
 * used; so this class makes the choice before that, and has no state of its own.
 */
final class Nd4jRuntime {
  static final String CPU_BACKEND = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";
  static final String CUDA_BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";

  private static final String CONTEXT = "org.nd4j.context.Nd4jContext";
  private static final String FACTORY_KEY = "ndarrayfactory.class";
  private static final String SHAPE_INFO_KEY = "shapeinfoprovider";

  private Nd4jRuntime() {}

  /** Returns whether a class of ND4J is on the class path; loads nothing. */
  static boolean isOnClassPath(String name) {
    return Nd4jRuntime.class.getClassLoader().getResource(name.replace('.', '/') + ".class")
        != null;
  }

  /**
   * Returns the kind of device that the backend loaded into this process serves, or empty if none
   * is loaded yet, or ND4J was left out.
   */
  static Optional<Device.Kind> loaded() {
    if (!isOnClassPath(CONTEXT)) {
      return Optional.empty();
    }
    // The backend's own property file is read when it is chosen, by whoever used ND4J first.
    String factory = Nd4jContext.getInstance().getConf().getProperty(FACTORY_KEY);
    if (factory == null) {
      return Optional.empty();
    }
    return Optional.of(factory.contains("jcublas") ? Device.Kind.CUDA : Device.Kind.CPU);
  }

  /**
   * Loads the backend for a kind of device unless it is loaded already, and returns its native
   * calls.
   *
   * @throws DeviceException if the other backend is loaded, or this one fails to load
   */
  static synchronized NativeOps load(Device.Kind kind) {
    if (loaded().isEmpty()) {
      initialize(kind);
    }
    Device.Kind present = loaded().orElse(kind);
    if (present != kind) {
      throw new DeviceException(
          "this process has loaded ND4J's "
              + present
              + " backend and cannot load the one for "
              + kind,
          "one ND4J backend in a process",
          "use Jacobian's " + kind + " device before other code uses ND4J, or start a new process");
    }
    // Reading a static member of Nd4j first: its native calls are filled in while that class
    // initialises.
    Nd4j.getBackend();
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
  }

  private static void initialize(Device.Kind kind) {
    NativeLibraries.setDefault(ND4JSystemProperties.LOG_INITIALIZATION, "false");
    if (kind == Device.Kind.CPU) {
      // The CUDA backend caches shape descriptions itself, in device memory.
      NativeLibraries.setDefault(SHAPE_INFO_KEY, CachingShapeInfoProvider.class.getName());
      NativeLibraries.choose();
    }
    ClassLoader own = Nd4jRuntime.class.getClassLoader();
    ClassLoader before = ND4JClassLoading.getNd4jClassloader();
    ND4JClassLoading.setNd4jClassloader(
        new OneBackendLoader(own, kind == Device.Kind.CPU ? CPU_BACKEND : CUDA_BACKEND));
    try {
      Nd4j.getBackend();
    } catch (ExceptionInInitializerError | NoClassDefFoundError | UnsatisfiedLinkError e) {
      throw new DeviceException(
          "ND4J's " + kind + " backend does not start: " + rootOf(e),
          "its native libraries to load",
          "see jacobian doctor for what was found",
          e);
    } finally {
      ND4JClassLoading.setNd4jClassloader(before == null ? own : before);
    }
  }

  private static String rootOf(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }
}
