package dev.jacobian.device.host;

import dev.jacobian.device.Backend;
import dev.jacobian.device.BackendCompatibilityKit;
import dev.jacobian.kernel.c.CompiledC;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Every kernel in C, however small it is. */
class HostInCTest extends BackendCompatibilityKit {
  private static @Nullable Backend inC;

  @BeforeAll
  static void start() {
    if (CompiledC.isThere()) {
      inC = new HostBackend(1L << 30, 2, CompiledC.always());
    }
  }

  @BeforeEach
  void needsCompiler() {
    CompiledC.assumeCompiler();
  }

  @Override
  protected Backend backend() {
    if (inC == null) {
      throw new IllegalStateException("skipped where there is no compiler");
    }
    return inC;
  }

  @Override
  protected int randomKernels() {
    return 30;
  }
}
