package dev.jacobian.device.host;

import dev.jacobian.device.Backend;
import dev.jacobian.device.nd4j.ArrayMemoryKit;

final class HostArraysTest extends ArrayMemoryKit {
  private static final Backend BACKEND = new HostBackend(1L << 28, 2);

  @Override
  protected Backend backend() {
    return BACKEND;
  }
}
