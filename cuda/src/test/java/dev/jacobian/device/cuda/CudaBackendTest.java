package dev.jacobian.device.cuda;

import dev.jacobian.device.Backend;
import dev.jacobian.device.BackendCompatibilityKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The kit on the emulated device, which has the sources that a real one gets. */
class CudaBackendTest extends BackendCompatibilityKit {
  @BeforeEach
  void needsCompiler() {
    Emulated.assumeCompiler();
  }

  @AfterEach
  void nothingIsWrittenOutside() {
    Fakes.checkGuards();
  }

  @Override
  protected Backend backend() {
    return Emulated.backend();
  }

  @Override
  protected int randomKernels() {
    return 12;
  }
}
