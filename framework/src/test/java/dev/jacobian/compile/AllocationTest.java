package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jacobian.device.CpuBackends;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * A replayed step allocates nothing off the heap and next to nothing on it, the looks at whether
 * the function still computes the same included, of which one falls into the steps that are
 * counted.
 */
@NeedsCompiler
class AllocationTest {
  private static final long MOST_BYTES = 1024;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * What the four tiles of an attention may allocate, forward and backward: the records of what
   * they take from the pool and of parts of arrays.
   */
  private static final long MOST_BYTES_OF_TILES = 4 * 12_288;

  private static void check(Supplier<Workloads> made, int threads, int warmUp, int steps) {
    check(made, threads, warmUp, steps, MOST_BYTES);
  }

  private static void check(
      Supplier<Workloads> made, int threads, int warmUp, int steps, long mostBytes) {
    HostBackend backend = new HostBackend(1L << 28, threads);
    CpuBackends.with(
        backend,
        () -> {
          Workloads work = made.get();
          for (int i = 0; i < warmUp; i++) {
            work.run();
          }
          assertTrue(work.step().isCompiled(work.inputs(), work.targets()));
          MemoryPool.Usage before = backend.memory().usage();
          long heap = THREADS.getCurrentThreadAllocatedBytes();
          for (int i = 0; i < steps; i++) {
            work.run();
          }
          long perStep = (THREADS.getCurrentThreadAllocatedBytes() - heap) / steps;
          assertEquals(before, backend.memory().usage());
          assertTrue(perStep < mostBytes, perStep + " bytes of heap for each step");
          return perStep;
        });
  }

  /** The run that is captured makes every value for itself; a replay shares planned memory. */
  @Test
  void whatTheCapturedRunTookIsGivenBack() {
    HostBackend backend = new HostBackend(1L << 28, 1);
    CpuBackends.with(
        backend,
        () -> {
          Tensor x = Tensor.zeros(1 << 20);
          Compiled function =
              Compiled.functions(t -> List.of(t[0].exp().sum().add(t[0].sin().exp().sum())));
          assertTrue(backend.memory().usage().freeBytes() < 1 << 20);
          function.runAll(x);
          assertTrue(function.isCompiled(x));
          assertTrue(backend.memory().usage().freeBytes() < 1 << 20);
          return x;
        });
  }

  @Test
  void aLinearRegressionInOneThread() {
    check(Workloads::linear, 1, 3000, 3000);
  }

  @Test
  void aLinearRegressionInTwoThreads() {
    check(Workloads::linear, 2, 3000, 3000);
  }

  @Test
  void aNetworkInOneThread() {
    check(() -> Workloads.network(256, 64, 32, 10), 1, 300, 200);
  }

  @Test
  void aNetworkInTwoThreads() {
    check(() -> Workloads.network(256, 64, 32, 10), 2, 300, 200);
  }

  @Test
  void anAttentionInOneThread() {
    check(Workloads::attention, 1, 300, 200, MOST_BYTES_OF_TILES);
  }
}
