package dev.jacobian.device.nd4j;

import dev.jacobian.device.Backend;
import dev.jacobian.device.host.HostBackend;

final class HostArraysTest extends ArrayMemoryKit {
  private static final Backend BACKEND = new HostBackend(1L << 28, 2);

  @Override
  protected Backend backend() {
    return BACKEND;
  }
}
