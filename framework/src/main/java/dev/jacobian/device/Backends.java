package dev.jacobian.device;

import dev.jacobian.shape.DeviceException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The backends of this JVM, one per device, each made when it is first used. Native libraries exist
 * once per process, so this table does too; it holds nothing but what they are.
 */
public final class Backends {
  /** System property that names the adapter to use instead of the one with the highest priority. */
  public static final String ADAPTER_PROPERTY = "jacobian.backend";

  private static final ConcurrentHashMap<Device, Backend> STARTED = new ConcurrentHashMap<>();
  private static volatile @Nullable Backend cpu;

  private Backends() {}

  /**
   * Returns the backend of a device.
   *
   * @throws DeviceException if no adapter can use the device; the message says why not and what
   *     helps
   */
  public static Backend of(Device device) {
    if (device.kind() == Device.Kind.CPU) {
      Backend started = cpu;
      if (started == null) {
        started = STARTED.computeIfAbsent(device, Backends::start);
        cpu = started;
      }
      return started;
    }
    return STARTED.computeIfAbsent(device, Backends::start);
  }

  /** Returns the backends that have been used so far, in the order of their devices' names. */
  public static List<Backend> started() {
    return STARTED.values().stream()
        .sorted(Comparator.comparing(backend -> backend.device().toString()))
        .toList();
  }

  /** Returns what the adapters found on this machine beside the devices, by subject. */
  public static Map<String, String> findings() {
    Map<String, String> findings = new LinkedHashMap<>();
    all().forEach(provider -> findings.putAll(provider.findings()));
    return findings;
  }

  /** Returns the names that {@link #ADAPTER_PROPERTY} may have. */
  public static List<String> adapters() {
    return all().stream().map(BackendProvider::name).toList();
  }

  /**
   * Returns why a device cannot be used, with the fix, or empty if it can. Where several adapters
   * are for it, what the first one says is the shortest way to the device.
   */
  public static Optional<String> problem(Device device) {
    List<String> problems = new ArrayList<>();
    for (BackendProvider provider : providers(device.kind())) {
      Optional<String> problem = provider.problem(device);
      if (problem.isEmpty()) {
        return Optional.empty();
      }
      problems.add(problem.get());
    }
    return Optional.of(
        problems.isEmpty()
            ? "no adapter for "
                + device.kind().name().toLowerCase(Locale.ROOT)
                + " is on the class path; fix: add dev.jacobian:jacobian-cuda"
            : problems.get(0));
  }

  private static Backend start(Device device) {
    for (BackendProvider provider : providers(device.kind())) {
      if (provider.problem(device).isEmpty()) {
        return provider.create(device);
      }
    }
    throw new DeviceException(
        "device "
            + device
            + " cannot be used: "
            + problem(device).orElse("its state changed")
            + ", or choose cpu or auto (jacobian doctor shows what was found)",
        null,
        null,
        null);
  }

  private static List<BackendProvider> all() {
    return ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(BackendProvider::priority).reversed())
        .toList();
  }

  private static List<BackendProvider> providers(Device.Kind kind) {
    List<BackendProvider> all = all();
    List<BackendProvider> fitting = all.stream().filter(p -> p.supports(kind)).toList();
    String wanted = System.getProperty(ADAPTER_PROPERTY);
    if (wanted == null) {
      return fitting;
    }
    if (all.stream().noneMatch(p -> p.name().equals(wanted))) {
      throw new DeviceException(
          "unknown backend '" + wanted + "' in " + ADAPTER_PROPERTY,
          "one of " + String.join(", ", adapters()));
    }
    return fitting.stream().filter(p -> p.name().equals(wanted)).toList();
  }
}
