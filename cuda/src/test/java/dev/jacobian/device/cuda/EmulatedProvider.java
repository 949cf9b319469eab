package dev.jacobian.device.cuda;

import dev.jacobian.device.Backend;
import dev.jacobian.device.BackendProvider;
import dev.jacobian.device.Device;
import java.util.Optional;

/** Offers the emulated device as the first GPU, so that whole programs run on it. */
public final class EmulatedProvider implements BackendProvider {
  /** Returns a backend that takes the CPU's place, or skips the test where no compiler is. */
  public static Backend standInForCpu() {
    Emulated.assumeCompiler();
    return new CudaBackend(Device.cpu(), Emulated.driver(), 1L << 30);
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
    return kind == Device.Kind.CUDA;
  }

  @Override
  public Optional<String> problem(Device device) {
    return Optional.of(Fakes.problem()).filter(problem -> !problem.isEmpty());
  }

  @Override
  public Backend create(Device device) {
    return Emulated.backend();
  }
}
