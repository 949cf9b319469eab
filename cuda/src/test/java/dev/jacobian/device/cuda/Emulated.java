package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The emulated device of this JVM, where there is a compiler: the adapter with the driver that it
 * has on a machine with a GPU, over libraries that {@link Fakes} makes.
 */
final class Emulated {
  private static final Path NOWHERE = Path.of("/nowhere");
  private static final String PROBLEM = Fakes.problem();

  private Emulated() {}

  private static final class Holder {
    static final Driver DRIVER = newDriver();
    static final Backend BACKEND = new CudaBackend(Device.cuda(), DRIVER, 1L << 30);
  }

  /** Returns a driver of the device beside others: a stream of one is no stream of another. */
  static Driver newDriver() {
    return newDriver(Device.cuda());
  }

  /** Returns a driver of a device that the machine is said to have. */
  static Driver newDriver(Device device) {
    Fakes.set("devices", device.index() + 1L);
    LibrarySearch search =
        new LibrarySearch(
            Fakes.libraries().toString(), variable -> null, NOWHERE, NOWHERE, noJars());
    CudaMachine machine = CudaMachine.find(search);
    assertEquals(Optional.empty(), machine.problem(device));
    return machine.driver(device, false, Fakes.cache());
  }

  /** Returns a look at a class path on which no libraries are. */
  static RedistributedLibraries noJars() {
    return new RedistributedLibraries(ClassLoader.getPlatformClassLoader(), NOWHERE);
  }

  /** Skips a test where no compiler is. */
  static void assumeCompiler() {
    assumeTrue(PROBLEM.isEmpty(), PROBLEM);
  }

  /**
   * Skips a test where no compiler is, and one that counts what the device does where it serves the
   * CPU's tensors too.
   */
  static void assumeBesideTheCpu() {
    assumeCompiler();
    assumeTrue(System.getProperty(Backends.ADAPTER_PROPERTY) == null, "the CPU is emulated too");
  }

  static Driver driver() {
    return Holder.DRIVER;
  }

  static Backend backend() {
    return Holder.BACKEND;
  }
}
