package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Device;
import dev.jacobian.kernel.c.NativeCode;

/** The emulated device of this JVM, where there is a compiler. */
final class Emulated {
  private static final String PROBLEM = NativeCode.problem();

  private Emulated() {}

  private static final class Holder {
    static final EmulatedDriver DRIVER = new EmulatedDriver();
    static final Backend BACKEND = new CudaBackend(Device.cuda(), DRIVER, 1L << 30);
  }

  /** Skips a test where no compiler is. */
  static void assumeCompiler() {
    assumeTrue(PROBLEM.isEmpty(), PROBLEM);
  }

  static EmulatedDriver driver() {
    return Holder.DRIVER;
  }

  static Backend backend() {
    return Holder.BACKEND;
  }
}
