package dev.jacobian.device.host;

import dev.jacobian.device.Backend;
import dev.jacobian.device.BackendCompatibilityKit;

class HostBackendTest extends BackendCompatibilityKit {
  private static final Backend BACKEND = new HostBackend(1L << 30, 2);

  @Override
  protected Backend backend() {
    return BACKEND;
  }
}
