package dev.jacobian.device.host;

import dev.jacobian.device.Backend;
import dev.jacobian.device.BackendProvider;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemorySettings;
import dev.jacobian.device.host.blas.NativeLibraries;
import dev.jacobian.device.threads.ThreadSettings;
import dev.jacobian.kernel.c.CKernels;
import dev.jacobian.kernel.compiled.KernelSettings;
import java.util.Optional;

/** Offers the CPU through Java's own loops; always usable. */
public final class HostBackendProvider implements BackendProvider {
  private static final int PRIORITY = 20;

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
    NativeLibraries.choose();
    NativeLibraries.requireJavaCpp();
    long limit = MemorySettings.limitOr(NativeLibraries.mainMemoryLimit());
    CKernels functions = CKernels.of(KernelSettings.language());
    return new HostBackend(limit, ThreadSettings.threads(), functions);
  }
}
