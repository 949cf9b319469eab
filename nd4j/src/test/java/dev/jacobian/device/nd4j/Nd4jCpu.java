package dev.jacobian.device.nd4j;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Device;

/** ND4J's backend for the CPU, made once: a process has one ND4J. */
public final class Nd4jCpu {
  private static final Backend BACKEND = Nd4jBackend.start(Device.cpu());

  private Nd4jCpu() {}

  /** Returns the backend. */
  public static Backend backend() {
    return BACKEND;
  }
}
