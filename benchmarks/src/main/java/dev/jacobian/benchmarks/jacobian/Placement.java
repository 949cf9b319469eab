package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.device.Device;

/**
 * Where Jacobian's programs compute: on the device that the environment names, as {@code
 * with_torch.py} does, or on the CPU.
 */
final class Placement {
  static final Device DEVICE =
      Device.parse(System.getenv().getOrDefault("BENCHMARK_DEVICE", "cpu"));

  private Placement() {}

  /** Returns a program that is done when the device is. */
  static Program waiting(Program program) {
    return DEVICE.equals(Device.cpu()) ? program : new Waiting(program);
  }

  private record Waiting(Program program) implements Program {
    @Override
    public void run() {
      program.run();
    }

    @Override
    public void finish() {
      DEVICE.synchronize();
    }

    @Override
    public double[] results() {
      return program.results();
    }

    @Override
    public String about() {
      return program.about();
    }
  }
}
