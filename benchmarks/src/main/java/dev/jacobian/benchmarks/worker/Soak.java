package dev.jacobian.benchmarks.worker;

import com.sun.management.ThreadMXBean;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryPool;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What memory did over many calls of a program, after it settled: a tenth of them, at least a
 * thousand, in which the JVM compiles the program and takes memory for that.
 *
 * @param residentBytes of the process, then
 * @param residentGrowth by which it was larger at its largest later
 * @param poolGrowth by which the blocks of Jacobian's memory pool, used and waiting, were more
 *     later
 * @param heapPerCall bytes of Java objects made by a call, in all threads
 */
public record Soak(
    double residentBytes, double residentGrowth, double poolGrowth, double heapPerCall) {
  private static final int SETTLING_PART = 10;
  private static final int LEAST_SETTLING = 1000;
  private static final int PORTIONS = 20;

  /** Runs the program this often, after it settled. */
  static Soak run(Program program, int calls) {
    repeat(program, Math.max(calls / SETTLING_PART, LEAST_SETTLING));
    double settled = ResidentMemory.bytes();
    double largest = settled;
    double pool = poolBytes();
    double largestPool = pool;
    double heap = 0;
    for (int portion = 0; portion < PORTIONS; portion++) {
      long before = heapBytes();
      repeat(program, calls / PORTIONS);
      heap += heapBytes() - before;
      largest = Math.max(largest, ResidentMemory.bytes());
      largestPool = Math.max(largestPool, poolBytes());
    }
    return new Soak(settled, largest - settled, largestPool - pool, heap / calls);
  }

  /** Returns the numbers in the order of the components. */
  String line() {
    return residentBytes + " " + residentGrowth + " " + poolGrowth + " " + heapPerCall;
  }

  private static void repeat(Program program, int calls) {
    for (int i = 0; i < calls; i++) {
      program.run();
    }
  }

  private static double poolBytes() {
    MemoryPool.Usage usage = Device.cpu().backend().memory().usage();
    return usage.liveBytes() + usage.freeBytes();
  }

  private static long heapBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] allocated = threads.getThreadAllocatedBytes(threads.getAllThreadIds());
    return Arrays.stream(allocated).filter(bytes -> bytes > 0).sum();
  }
}
