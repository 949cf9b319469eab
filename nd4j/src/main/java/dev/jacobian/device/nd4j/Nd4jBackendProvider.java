package dev.jacobian.device.nd4j;

import dev.jacobian.device.Backend;
import dev.jacobian.device.BackendProvider;
import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;
import dev.jacobian.shape.DeviceException;
import java.util.Map;
import java.util.Optional;

/**
 * Offers the CPU or the GPUs of this machine through ND4J, whichever its one backend of this
 * process serves.
 */
public final class Nd4jBackendProvider implements BackendProvider {
  private static final String NAME = "nd4j";
  private static final int PRIORITY = 10;

  /** Makes a provider; called by {@link java.util.ServiceLoader}. */
  public Nd4jBackendProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int priority() {
    return PRIORITY;
  }

  @Override
  public boolean supports(Device.Kind kind) {
    return true;
  }

  @Override
  public Optional<String> problem(Device device) {
    Optional<Device.Kind> loaded = Nd4jRuntime.loaded();
    CudaFacts facts = CudaFacts.find();
    if (device.isCuda()) {
      return CudaDecision.problem(facts, loaded, device);
    }
    return CudaDecision.cpuProblem(
        Nd4jRuntime.isOnClassPath(Nd4jRuntime.CPU_BACKEND),
        loaded,
        CudaDecision.problem(facts, loaded, Device.cuda()).isEmpty(),
        NAME.equals(System.getProperty(Backends.ADAPTER_PROPERTY)));
  }

  @Override
  public Map<String, String> findings() {
    return CudaFacts.find().findings();
  }

  /**
   * Loads ND4J for this kind of device if it is not loaded yet.
   *
   * @throws DeviceException if it does not start, or was loaded for the other kind
   */
  @Override
  public Backend create(Device device) {
    return Nd4jBackend.start(device);
  }
}
