package dev.jacobian.device.cuda;

import dev.jacobian.device.Backend;
import dev.jacobian.device.BackendProvider;
import dev.jacobian.device.Device;
import java.util.Map;
import java.util.Optional;

/**
 * Offers NVIDIA's GPUs, from compute capability 5.0 on, by kernels in CUDA C, on Linux (and so in
 * Windows' WSL 2). Where there is no driver, no native library is loaded.
 */
public final class CudaBackendProvider implements BackendProvider {
  private static final int PRIORITY = 30;

  /** Makes a provider; called by {@link java.util.ServiceLoader}. */
  public CudaBackendProvider() {}

  /** What there is, found once. */
  private static final class Found {
    static final CudaMachine MACHINE = CudaMachine.find(LibrarySearch.here());
  }

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public int priority() {
    return PRIORITY;
  }

  @Override
  public boolean supports(Device.Kind kind) {
    return kind == Device.Kind.CUDA && System.getProperty("os.name", "").startsWith("Linux");
  }

  @Override
  public Optional<String> problem(Device device) {
    return Found.MACHINE.problem(device);
  }

  @Override
  public Map<String, String> findings() {
    return supports(Device.Kind.CUDA) ? Found.MACHINE.findings() : Map.of();
  }

  @Override
  public Backend create(Device device) {
    return Found.MACHINE.create(device);
  }
}
