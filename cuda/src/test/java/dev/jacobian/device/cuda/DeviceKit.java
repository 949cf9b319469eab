package dev.jacobian.device.cuda;

import dev.jacobian.device.Backend;
import dev.jacobian.device.BackendCompatibilityKit;
import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;

/**
 * The kit on the first GPU of the machine. {@code benchmarks/gpu.sh} runs it; no build does, whose
 * machine may have none.
 */
class DeviceKit extends BackendCompatibilityKit {
  @Override
  protected Backend backend() {
    return Backends.of(Device.cuda());
  }
}
