package dev.jacobian.benchmarks;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryPool;

/**
 * Runs many eager steps of W1 and prints resident memory as it goes: with a scope per step, then
 * without scopes.
 */
public final class MemorySoak {
  private static final int STEPS = 100_000;
  private static final int FIRST = 5_000;

  private MemorySoak() {}

  /** Runs both loops. */
  public static void main(String[] args) {
    if (!ResidentMemory.isKnown()) {
      System.out.println("resident memory is not readable on this system");
      return;
    }
    JacobianStep step = new JacobianStep(Workload.W1);
    soak("scope per step", step);
    soak("no scopes", step::runInCallersScope);
  }

  private static void soak(String name, Runnable step) {
    System.out.println(name);
    long settled = 0;
    long largest = 0;
    for (int i = 1; i <= STEPS; i++) {
      step.run();
      if (i == FIRST) {
        settled = ResidentMemory.megabytes();
      }
      if (i % FIRST == 0) {
        largest = Math.max(largest, ResidentMemory.megabytes());
      }
      if (i == FIRST || i % (STEPS / 5) == 0) {
        MemoryPool.Usage usage = Device.cpu().backend().memory().usage();
        System.out.printf(
            "  step %6d: resident %d MB; tensors alive %d, %d KB; pooled %d KB%n",
            i,
            ResidentMemory.megabytes(),
            usage.liveTensors(),
            usage.liveBytes() / 1024,
            usage.freeBytes() / 1024);
      }
    }
    System.out.printf(
        "  after %d steps %d MB, largest later %d MB (%+d MB)%n",
        FIRST, settled, largest, largest - settled);
  }
}
