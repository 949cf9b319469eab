package dev.jacobian.device.host;

import dev.jacobian.device.Backend;
import dev.jacobian.device.BackendProvider;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemorySettings;
import java.util.Optional;

/** Offers the CPU through plain Java; always usable. */
public final class HostBackendProvider implements BackendProvider {
  private static final int PRIORITY = 5;

  /** Part of the heap that tensors may fill unless the limit is set. */
  private static final double HEAP_SHARE = 0.75;

  /** Makes a provider; called by {@link java.util.ServiceLoader}. */
  public HostBackendProvider() {}

  @Override
  public String name() {
    return "host";
  }

  @Override
  public int priority() {
    return PRIORITY;
  }

  @Override
  public boolean supports(Device.Kind kind) {
    return kind == Device.Kind.CPU;
  }

  @Override
  public Optional<String> problem(Device device) {
    return Optional.empty();
  }

  @Override
  public Backend create(Device device) {
    return new HostBackend(
        MemorySettings.limitOr((long) (Runtime.getRuntime().maxMemory() * HEAP_SHARE)));
  }
}
