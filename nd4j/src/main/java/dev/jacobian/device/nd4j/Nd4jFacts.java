package dev.jacobian.device.nd4j;

import dev.jacobian.device.Device;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.api.blas.Blas;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;

/**
 * What is known of the ND4J that this process has loaded.
 *
 * @param version ND4J's version
 * @param backend its backend, such as {@code CpuBackend}
 * @param platform JavaCPP's name of the platform whose native libraries are used
 * @param blas the BLAS that multiplies matrices
 * @param blasThreads threads that BLAS may use
 * @param loopThreads threads that libnd4j's loops may use
 * @param gpus the GPUs that it sees, by index; none on the CPU
 */
public record Nd4jFacts(
    String version,
    String backend,
    String platform,
    String blas,
    int blasThreads,
    int loopThreads,
    List<CudaFacts.Gpu> gpus) {
  private static final String VERSION_RESOURCE = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

  /** Copies the list. */
  public Nd4jFacts {
    gpus = List.copyOf(gpus);
  }

  /**
   * Loads ND4J for a kind of device, if that has not been done, and returns what it is.
   *
   * @throws dev.jacobian.shape.DeviceException if it does not start, or was loaded for the other
   *     kind
   */
  public static Nd4jFacts load(Device.Kind kind) {
    return of(Nd4jRuntime.load(kind), kind);
  }

  static Nd4jFacts of(NativeOps ops, Device.Kind kind) {
    Blas blas = Nd4j.factory().blas();
    boolean isCuda = kind == Device.Kind.CUDA;
    List<CudaFacts.Gpu> gpus =
        IntStream.range(0, isCuda ? ops.getAvailableDevices() : 0)
            .mapToObj(
                i ->
                    new CudaFacts.Gpu(
                        ops.getDeviceName(i), ops.getDeviceMajor(i), ops.getDeviceMinor(i)))
            .toList();
    return new Nd4jFacts(
        readVersion(),
        Nd4j.getBackend().getClass().getSimpleName(),
        Loader.getPlatform(),
        blas.getBlasVendor().toString().toLowerCase(Locale.ROOT),
        blas.getMaxThreads(),
        ops.ompGetMaxThreads(),
        gpus);
  }

  /** Returns all of it in one line. */
  public String summary() {
    String names =
        gpus.isEmpty()
            ? ""
            : ", " + String.join(", ", gpus.stream().map(CudaFacts.Gpu::name).toList());
    return "ND4J "
        + version
        + " "
        + backend
        + " on "
        + platform
        + ", "
        + blas
        + " with "
        + blasThreads
        + " threads, loops with "
        + loopThreads
        + names;
  }

  private static String readVersion() {
    Properties properties = new Properties();
    try (InputStream in = Nd4j.class.getResourceAsStream(VERSION_RESOURCE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      // A version that cannot be read is reported as unknown; nothing depends on it.
      return "(unknown version)";
    }
    return properties.getProperty("version", "(unknown version)");
  }
}
