package dev.jacobian.device.host;

import dev.jacobian.device.Backend;
import dev.jacobian.kernel.c.CKernels;

/** Backends for tests in other packages. */
public final class BackendInC {
  private BackendInC() {}

  /** Returns a backend of two threads that has kernels in C. */
  public static Backend with(CKernels functions) {
    return new HostBackend(1L << 30, 2, functions);
  }
}
