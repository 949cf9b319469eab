package dev.jacobian.device.cuda;

import dev.jacobian.device.Backend;
import dev.jacobian.device.BackendProvider;
import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Offers the emulated device as the first GPU, so that whole programs run on it. Where it is named
 * as the adapter ({@code -Djacobian.backend=emulated}) it serves the CPU's tensors too, so that
 * tests that were written for the CPU run on it.
 */
public final class EmulatedProvider implements BackendProvider {
  /** Returns a backend that takes the CPU's place, or skips the test where no compiler is. */
  public static Backend standInForCpu() {
    Emulated.assumeCompiler();
    return new CudaBackend(Device.cpu(), Emulated.driver(), 1L << 30);
  }

  /** Returns a backend of a GPU, or skips the test where no compiler is. */
  public static Backend gpu() {
    Emulated.assumeCompiler();
    return Emulated.backend();
  }

  /**
   * Returns the folder of the libraries that stand for NVIDIA's, for a process of its own, or skips
   * the test where no compiler is.
   */
  public static Path libraries() {
    Emulated.assumeCompiler();
    return Fakes.libraries();
  }

  @Override
  public String name() {
    return "emulated";
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public boolean supports(Device.Kind kind) {
    return kind == Device.Kind.CUDA || name().equals(System.getProperty(Backends.ADAPTER_PROPERTY));
  }

  @Override
  public Optional<String> problem(Device device) {
    String problem = device.index() == 0 ? Fakes.problem() : "one GPU is emulated";
    return Optional.of(problem).filter(text -> !text.isEmpty());
  }

  @Override
  public Backend create(Device device) {
    return device.kind() == Device.Kind.CPU ? standInForCpu() : Emulated.backend();
  }
}
